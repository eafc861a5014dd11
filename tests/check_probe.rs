//! The probe against services that answer in every way but the right one: distinct checks, bounded time.
#![cfg(feature = "check")]

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// Far above what a probe with a time limit of two seconds may take, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers every request as it is told to, for as long as the test runs.
fn serve(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            answer(&mut stream);
        }
    });
    format!("http://{address}/metrics")
}

/// With a head and a body.
fn http(head: &str, body: &[u8]) -> impl Fn(&mut TcpStream) + Send + Sync + 'static {
    let head =
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let whole = [head.as_bytes(), body].concat();
    move |stream| {
        let _ = stream.write_all(&whole);
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Ids of what failed, and the status.
fn probe(url: &str) -> (Vec<String>, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("contend.toml"), "require = ['orders_total']\n").unwrap();
    let began = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_contend"))
        .args(["check", "--json", "--timeout", "2s", "--probe", url])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(began.elapsed() < PATIENCE, "{url}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let ids = findings.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    (
        ids,
        findings.iter().map(|it| it["message"].as_str().unwrap()).collect(),
        output.status.code().unwrap(),
    )
}

const PLAIN: &str = "200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8";
const ORDERS: &[u8] = b"# TYPE orders_total counter\norders_total 3\n";

#[test]
fn an_exposition_passes() {
    let open = b"# TYPE orders counter\norders_total 3\n# EOF\n";
    let gzipped = format!("{PLAIN}\r\nContent-Encoding: gzip");
    for url in [
        serve(http(PLAIN, ORDERS)),
        serve(http("200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0", open)),
        serve(http(&gzipped, &gzip(ORDERS))),
    ] {
        let (ids, said, status) = probe(&url);
        assert_eq!((ids, status), (vec![], 0), "{said}");
    }
    let target = serve(http(PLAIN, ORDERS));
    let moved = format!("302 Found\r\nLocation: {target}");
    assert_eq!(probe(&serve(http(&moved, b""))).2, 0);
}

#[test]
fn each_useless_answer_has_a_check_of_its_own() {
    let gzipped = format!("{PLAIN}\r\nContent-Encoding: gzip");
    let large = [ORDERS, "# x\n".repeat(10 << 18).as_bytes()].concat();
    let cut = {
        let mut bytes = gzip(ORDERS);
        bytes.truncate(bytes.len() - 6);
        bytes
    };
    for (what, url, id) in [
        ("nobody listens", "http://127.0.0.1:1/metrics".into(), "CHK501"),
        ("it hangs", serve(|_| thread::sleep(Duration::from_secs(3600))), "CHK501"),
        ("a byte now and then", serve(drip), "CHK501"),
        ("it closes at once", serve(|_| {}), "CHK501"),
        (
            "it breaks off",
            serve(|stream| {
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n\r\nx",
                );
            }),
            "CHK501",
        ),
        ("no HTTP", serve(|stream| drop(stream.write_all(b"SSH-2.0-x\r\n"))), "CHK501"),
        ("not found", serve(http("404 Not Found", b"no")), "CHK502"),
        ("in circles", serve(circles), "CHK503"),
        ("10 MB", serve(http(PLAIN, &large)), "CHK504"),
        ("10 MB in a few KB", serve(http(&gzipped, &gzip(&large))), "CHK504"),
        ("gzip, unsaid", serve(http(PLAIN, &gzip(ORDERS))), "CHK505"),
        ("gzip, cut off", serve(http(&gzipped, &cut)), "CHK505"),
        ("brotli", serve(http(&format!("{PLAIN}\r\nContent-Encoding: br"), ORDERS)), "CHK505"),
        ("no UTF-8", serve(http(PLAIN, b"orders_total{x=\"\xff\xfe\"} 1\n")), "CHK506"),
        (
            "a page",
            serve(http("200 OK\r\nContent-Type: text/html", b"<html>it works</html>")),
            "CHK507",
        ),
        ("a page that says it is text", serve(http(PLAIN, b"<html>it works</html>\n")), "CHK508"),
        ("nothing", serve(http(PLAIN, b"")), "CHK508"),
        (
            "in a comment alone",
            serve(http(
                PLAIN,
                b"# HELP orders_total Orders.\n# TYPE orders_total counter\nup_total 1\n",
            )),
            "CHK509",
        ),
    ] {
        let (ids, said, status) = probe(&url);
        assert!(status == 1 && !ids.is_empty(), "{what}: {ids:?}");
        assert!(ids.iter().all(|found| found == id), "{what}: {ids:?} {said}");
    }
}

fn drip(stream: &mut TcpStream) {
    let _ = stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n",
    );
    while stream.write_all(b"#").is_ok() {
        thread::sleep(Duration::from_millis(100));
    }
}

fn circles(stream: &mut TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 302 Found\r\nLocation: /metrics\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

/// Prometheus's own port answers with what any program in Go has.
#[test]
fn another_service_does_not_pass() {
    let url = serve(http(PLAIN, b"# TYPE go_goroutines gauge\ngo_goroutines 9\n"));
    let (ids, said, _) = probe(&url);
    assert!(ids == ["CHK509"] && said.contains("orders_total has no sample"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("contend.toml"),
        format!("probe = '{url}'\nrequire = ['go_goroutines']\n"),
    )
    .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_contend"))
        .arg("check")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("contend.toml:1:9: every metric that is required")
            && text.contains("(CHK510)"),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(1));
    let https = probe("https://127.0.0.1/metrics");
    assert!(https.0 == ["CHK501"] && https.1.contains("begin with http://"), "{}", https.1);
}

/// However many labels or series, the probe ends by its time; what is beyond our bounds is not the service's fault.
#[test]
fn an_answer_beyond_the_bounds_is_skipped_in_time() {
    let labels: Vec<String> = (0..300_000).map(|n| format!("l{n}=\"\"")).collect();
    let wide = format!("orders_total{{{}}} 1\n", labels.join(","));
    let long: String = (0..300_000).map(|n| format!("h_bucket{{le=\"{n}\"}} 1\n")).collect();
    for (text, arguments) in [(&wide, "2s"), (&long, "50ms")] {
        let url = serve(http(PLAIN, text.as_bytes()));
        let folder = tempfile::tempdir().unwrap();
        let began = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_contend"))
            .args(["check", "--json", "--timeout", arguments, "--probe", &url])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let check = |id: &str| {
            let checks = report["checks"].as_array().unwrap().iter();
            checks.clone().find(|check| check["id"] == id).unwrap()["status"].clone()
        };
        assert_ne!(check("CHK508"), "passed", "{report:#}");
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().all(|found| found["id"] == "CHK501"), "{report:#}");
    }
}

/// Neither in a message nor in a place, in no format.
#[test]
fn a_password_in_the_address_is_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    for url in ["http://user:secret@127.0.0.1:1/metrics", "https://user:secret@127.0.0.1:1/metrics"]
    {
        for format in ["text", "json", "sarif", "github"] {
            let output = Command::new(env!("CARGO_BIN_EXE_contend"))
                .args(["check", "--format", format, "--timeout", "2s", "--probe", url])
                .current_dir(folder.path())
                .output()
                .unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert!(said.contains("127.0.0.1") && !said.contains("secret"), "{said}");
        }
    }
}
