//! The little HTTP that the tests need.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
};

use serde_json::Value;
use watch::present::metrics::Format;

/// A port on which nobody listens.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// The answer of a server; `None` while nobody listens, or if it is not 200.
pub(crate) fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    // With 1.0, the body ends with the connection.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    head.lines().next()?.contains(" 200 ").then(|| body.to_owned())
}

/// The result of a query to Prometheus; `None` until it is ready.
pub(crate) fn query(port: u16, promql: &str) -> Option<Vec<Value>> {
    let query: String = url::form_urlencoded::byte_serialize(promql.as_bytes()).collect();
    let answer: Value = serde_json::from_str(&get(port, &format!("/api/v1/query?query={query}"))?).unwrap();
    assert_eq!(answer["status"], "success", "{promql}: {answer}");
    answer["data"]["result"].as_array().cloned()
}

/// Serves metrics, in the form that the client accepts if `negotiates`, and otherwise always as Prometheus' own text. Returns the
/// port.
pub(crate) fn serve(text: impl Fn(Format) -> String + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let text = Arc::new(text);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let text = text.clone();
            std::thread::spawn(move || answer(stream, text.as_ref()));
        }
    });
    port
}

fn answer(mut stream: TcpStream, text: &dyn Fn(Format) -> String) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let path = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
    let head: Vec<_> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let accepts =
        |kind: &str| head.iter().any(|line| line.to_lowercase().starts_with("accept:") && line.contains(kind));
    let format = match path.as_str() {
        "/negotiated" if accepts("application/openmetrics-text") => Format::OpenMetrics,
        _ => Format::Prometheus,
    };
    let (body, kind) = (text(format), format.content_type());
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n", body.len()).ok()?;
    write!(stream, "Connection: close\r\n\r\n{body}").ok()
}
