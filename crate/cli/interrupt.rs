//! Signals that ask the program to end while it measures: what is complete is kept and printed.
//!
//! The first stops the run, and the status says which it was; a second one ends the program at once.
//! A terminal that is closed (SIGHUP) counts unless the program was started to outlive it (`nohup`).

use super::output::Status;
use crate::engine::Board;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// What everything here runs on. Static, because a signal may come until the very end.
pub static BOARD: Board = Board::new();

/// The number of the signal that stopped the run; 0 while there was none.
static SIGNAL: AtomicU8 = AtomicU8::new(0);

/// Of something that was stopped early or not.
pub fn status(stopped: bool, otherwise: Status) -> Status {
    match SIGNAL.load(Relaxed) {
        0 => otherwise,
        signal if stopped => Status::Interrupted(signal),
        // It came when all was done.
        _ => otherwise,
    }
}

/// Whether this is the first.
fn stop(signal: u8) -> bool {
    let first = SIGNAL.swap(signal, Relaxed) == 0;
    BOARD.request_stop();
    first
}

/// From now on signals stop what runs on the board. Where no thread can be had to hear them they end the
/// program, which is what they do elsewhere.
#[cfg(unix)]
pub fn heed() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    let hangup = (!is_ignored(SIGHUP)).then_some(SIGHUP);
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM].into_iter().chain(hangup)) else { return };
    let hear = move || {
        for signal in signals.forever() {
            if !stop(signal as u8) {
                let _ = emulate_default_handler(signal);
            }
        }
    };
    // Without the thread the signals are dropped with it, and then do what they always did.
    let _ = std::thread::Builder::new().name("signals".into()).spawn(hear);
}

#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    // SAFETY: a sigaction of zeros is a valid one, and without a new one the call only tells the
    // present one.
    unsafe {
        let mut now: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &mut now) == 0
            && now.sa_sigaction == libc::SIG_IGN
    }
}

#[cfg(windows)]
pub fn heed() {
    const SIGINT: u8 = 2;
    let _ = ctrlc::set_handler(|| {
        if !stop(SIGINT) {
            std::process::exit(128 + i32::from(SIGINT));
        }
    });
}
