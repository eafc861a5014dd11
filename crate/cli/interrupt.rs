//! Signals that ask the program to end while it measures: what is complete is kept and printed.
//!
//! The first stops the run, and the status says which it was; one that comes later ends the program at
//! once, but for a file that is being written. What comes right after the first is the same wish: `timeout`
//! signals the process and its group. A terminal that is closed (SIGHUP) counts unless the program was
//! started to outlive it (`nohup`).

use super::output::Status;
use crate::engine::SharedStatus;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// What everything here runs on. Static, because a signal may come until the very end.
pub static SHARED_STATUS: SharedStatus = SharedStatus::new();

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

const SAME_WISH: Duration = Duration::from_millis(500);

/// Whether to wait for the run to end.
fn stop(signal: u8) -> bool {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    // The first is the one that counts.
    let _ = SIGNAL.compare_exchange(0, signal, Relaxed, Relaxed);
    SHARED_STATUS.request_stop();
    FIRST.get_or_init(Instant::now).elapsed() < SAME_WISH
}

/// From now on signals stop what is run. Where no thread can be had to hear them they go on
/// ending the program at once.
pub fn heed() {
    static HEEDED: Once = Once::new();
    HEEDED.call_once(listen);
}

/// Held while a file is not whole.
static WRITING: Mutex<()> = Mutex::new(());

fn writing() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes a file that no signal leaves half done.
pub fn undisturbed<R>(write: impl FnOnce() -> R) -> R {
    heed();
    let _writing = writing();
    write()
}

#[cfg(unix)]
fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use std::sync::mpsc;
    let (give, take) = mpsc::sync_channel::<Signals>(1);
    let hear = move || {
        let Ok(mut signals) = take.recv() else { return };
        for signal in signals.forever() {
            if !stop(signal as u8) {
                let _writing = writing();
                let _ = emulate_default_handler(signal);
            }
        }
    };
    // The thread comes first: a handler that is there stays, and without the thread it would do nothing.
    if std::thread::Builder::new().name("signals".into()).spawn(hear).is_ok() {
        let hangup = (!is_ignored(SIGHUP)).then_some(SIGHUP);
        let signals = Signals::new([SIGINT, SIGTERM].into_iter().chain(hangup));
        let _ = signals.map(|signals| give.send(signals));
    }
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
fn listen() {
    const SIGINT: u8 = 2;
    let _ = ctrlc::set_handler(|| {
        if !stop(SIGINT) {
            let _writing = writing();
            std::process::exit(128 + i32::from(SIGINT));
        }
    });
}
