//! Networks as they are: certificates, proxies, addresses and encodings, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use rocketchat::{
    Address, Bounds, Client, Error, HookUrl, InsecureHttp, Network, Reading, Route, TlsProblem, hook, locate::locate,
};
use sandbox::{Certificate, Proxy, Sandbox};
use support::{bounds, credentials};

async fn read(sandbox: &Sandbox, url: &str, network: &Network) -> Result<Reading, Error> {
    let address = Address::parse(url, InsecureHttp::Allowed).unwrap();
    let client = Client::new(address, InsecureHttp::Allowed, network, bounds())?;
    client.read(&credentials(sandbox, "modern"), None).await
}

fn trusting(sandbox: &Sandbox) -> Network {
    Network { ca_pem: Some(sandbox.ca_pem().into()), route: Route::Direct }
}

fn through(proxy: &Proxy, scheme: &str) -> Network {
    Network { route: proxy.url(scheme).parse().unwrap(), ca_pem: None }
}

#[tokio::test]
async fn a_private_authority_is_trusted_once_it_is_added() {
    let sandbox = Sandbox::builder().encrypted(Certificate::Good).start().await.unwrap();
    let url = sandbox.url("modern");
    let refused = read(&sandbox, &url, &Network { route: Route::Direct, ca_pem: None }).await.unwrap_err();
    assert!(matches!(refused, Error::Tls { problem: TlsProblem::UnknownIssuer, .. }), "{refused}");
    assert!(sandbox.requests().is_empty(), "no request was sent");
    read(&sandbox, &url, &trusting(&sandbox)).await.unwrap();
}

#[tokio::test]
async fn a_bad_certificate_is_reported_with_its_problem() {
    for (certificate, expected) in [
        (Certificate::Expired, TlsProblem::Expired),
        (Certificate::WrongHost, TlsProblem::WrongHost),
        (Certificate::SelfSigned, TlsProblem::UnknownIssuer),
    ] {
        let sandbox = Sandbox::builder().encrypted(certificate).start().await.unwrap();
        let refused = read(&sandbox, &sandbox.url("modern"), &trusting(&sandbox)).await.unwrap_err();
        let Error::Tls { problem, .. } = &refused else { panic!("{refused}") };
        assert_eq!(*problem, expected);
        assert!(sandbox.requests().is_empty());
    }
}

#[tokio::test]
async fn a_server_without_encryption_is_reported() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = sandbox.url("modern").replace("http://", "https://");
    let refused = read(&sandbox, &url, &Network { route: Route::Direct, ca_pem: None }).await.unwrap_err();
    assert!(matches!(refused, Error::Tls { problem: TlsProblem::NotEncrypted, .. }), "{refused}");
}

/// The problem of `https://` to a server that answers every connection with these bytes.
async fn problem_with(answer: &'static [u8]) -> (TlsProblem, &'static str) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        loop {
            let (mut connection, _) = listener.accept().await.unwrap();
            let _ = connection.read(&mut [0; 4096]).await;
            let _ = connection.write_all(answer).await;
            let _ = connection.shutdown().await;
            while connection.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {}
        }
    });
    let address = Address::parse(&url, InsecureHttp::Refused).unwrap();
    let network = Network { route: Route::Direct, ca_pem: None };
    let error = Client::new(address, InsecureHttp::Refused, &network, bounds()).unwrap().server().await.unwrap_err();
    server.abort();
    let hint = error.hint();
    let Error::Tls { problem, .. } = error else { panic!("{error}") };
    (problem, hint)
}

#[tokio::test]
async fn dropping_encryption_is_only_suggested_if_the_server_speaks_plain_http() {
    let (problem, hint) = problem_with(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    )
    .await;
    assert!(problem == TlsProblem::NotEncrypted && hint.contains("http://"), "{problem:?}");
    // A handshake that begins with a chain of 128 KiB.
    let (problem, hint) = problem_with(b"\x16\x03\x03\x00\x04\x0b\x02\x00\x00").await;
    assert!(problem == TlsProblem::ChainTooLong && !hint.contains("http://"), "{problem:?}");
    for garbage in [
        // What a server that speaks TLS says to a request in plain HTTP, and a proxy about a server that it does not reach.
        &b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"[..],
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00\x01\x02garbage garbage garbage",
        b"220 mail.example ESMTP\r\n",
        b"<html>",
    ] {
        let (problem, hint) = problem_with(garbage).await;
        assert!(problem == TlsProblem::Garbled && !hint.contains("http://"), "{problem:?}: {hint}");
    }
    for (alert, expected) in
        [(70, TlsProblem::NothingInCommon), (116, TlsProblem::ClientCertificate), (40, TlsProblem::Refused)]
    {
        // A fatal alert.
        let record: &'static [u8] = Vec::leak(vec![21, 3, 3, 0, 2, 2, alert]);
        let (problem, hint) = problem_with(record).await;
        assert!(problem == expected && !hint.contains("http://"), "{alert}: {problem:?}");
    }
}

#[tokio::test]
async fn handshake_that_stalls_names_the_time_that_it_had() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let network = Network { route: Route::Direct, ca_pem: None };
    let bounds = Bounds { connect: Duration::from_secs(1), ..Bounds::default() };
    let address = Address::parse(&url, InsecureHttp::Refused).unwrap();
    let error = Client::new(address, InsecureHttp::Refused, &network, bounds).unwrap().server().await.unwrap_err();
    assert_eq!(error, Error::Timeout { host: "127.0.0.1".to_owned(), seconds: 1 });
}

#[tokio::test]
async fn encrypted_servers_are_read_over_http_2() {
    let sandbox = Sandbox::builder().encrypted(Certificate::Good).start().await.unwrap();
    read(&sandbox, &sandbox.url("modern"), &trusting(&sandbox)).await.unwrap();
    let requests = sandbox.requests();
    assert!(requests.len() >= 2 && requests.iter().all(|request| format!("{:?}", request.version) == "HTTP/2.0"));
}

#[tokio::test]
async fn an_unreadable_authority_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let network = Network { ca_pem: Some(b"no certificate".to_vec()), route: Route::Direct };
    let refused = read(&sandbox, &sandbox.url("modern"), &network).await.unwrap_err();
    assert!(matches!(refused, Error::Tls { problem: TlsProblem::UnreadableAuthority, .. }));
}

#[tokio::test]
async fn a_workspace_is_reached_through_its_own_proxy() {
    let sandbox = Sandbox::start().await.unwrap();
    for scheme in ["http", "socks5", "socks5h"] {
        let proxy = Proxy::start().unwrap();
        read(&sandbox, &sandbox.url("modern"), &through(&proxy, scheme)).await.unwrap();
        assert!(proxy.targets().contains(&format!("127.0.0.1:{}", sandbox.port())), "{scheme}: {:?}", proxy.targets());
    }
}

#[tokio::test]
async fn an_encrypted_workspace_is_reached_through_a_tunnel_that_sees_no_token() {
    let sandbox = Sandbox::builder().encrypted(Certificate::Good).start().await.unwrap();
    let proxy = Proxy::start().unwrap();
    let network = Network { ca_pem: trusting(&sandbox).ca_pem, ..through(&proxy, "http") };
    read(&sandbox, &sandbox.url("modern"), &network).await.unwrap();
    assert_eq!(proxy.targets(), [format!("localhost:{}", sandbox.port())]);
}

#[tokio::test]
async fn a_missing_proxy_is_unreachable() {
    let (sandbox, port) = (Sandbox::start().await.unwrap(), sandbox::VacantPort::reserve().unwrap());
    let network = Network { route: port.url().parse().unwrap(), ca_pem: None };
    let error = read(&sandbox, &sandbox.url("modern"), &network).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    assert!(sandbox.requests().is_empty(), "it is not bypassed");
}

#[tokio::test]
async fn ipv6_addresses_are_reached() {
    let sandbox = Sandbox::builder().ipv6().start().await.unwrap();
    assert!(sandbox.url("modern").starts_with("http://[::1]:"));
    read(&sandbox, &sandbox.url("modern"), &Network::default()).await.unwrap();
}

#[tokio::test]
async fn deep_links_and_subfolders_lead_to_the_workspace() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = format!("{}/deep/er/modern", sandbox.origin());
    let client = |address: &Address| Client::new(address.clone(), InsecureHttp::Allowed, &Network::default(), bounds());
    for tail in ["", "/", "/home", "/admin/subscription", "/channel/general?msg=1#x", "/invite/x", "/live/room", "//"] {
        let written = Address::parse(&format!("{workspace}{tail}"), InsecureHttp::Allowed).unwrap();
        let (found, _) = locate(written.candidates(), client).await.unwrap();
        assert_eq!(found.to_string(), workspace);
        read(&sandbox, &found.to_string(), &Network::default()).await.unwrap();
    }
    let requests = sandbox.requests();
    let with_token = requests.iter().filter(|request| request.carries_credentials());
    assert!(with_token.clone().count() > 0);
    assert!(with_token.clone().all(|request| request.path_and_query.starts_with("/deep/er/modern/api/")));

    let elsewhere = Address::parse(&format!("{}/none/live", sandbox.origin()), InsecureHttp::Allowed).unwrap();
    let error = locate(elsewhere.candidates(), client).await.unwrap_err();
    assert!(matches!(error, Error::NotRocketchat { .. }), "{error}");
}

#[tokio::test]
async fn compressed_answers_are_requested_and_decompressed() {
    use sandbox::{Encoding, Fault};
    let sandbox = Sandbox::start().await.unwrap();
    let plain = read(&sandbox, &sandbox.url("modern"), &Network::default()).await.unwrap();
    for encoding in [Encoding::Gzip, Encoding::Brotli] {
        sandbox.set_fault("modern", Fault::Packed(encoding));
        assert_eq!(read(&sandbox, &sandbox.url("modern"), &Network::default()).await.unwrap(), plain);
    }
    let accepted = sandbox.requests()[0].header("accept-encoding").unwrap().to_owned();
    assert!(accepted.contains("gzip") && accepted.contains("br"), "{accepted}");
}

#[tokio::test]
async fn a_message_to_this_computer_goes_through_no_proxy() {
    let (sandbox, proxy) = (Sandbox::start().await.unwrap(), sandbox::Recorder::start().await.unwrap());
    let url = HookUrl::parse(&sandbox.webhook("modern"), InsecureHttp::Refused).unwrap();
    let network = Network { route: proxy.url().parse().unwrap(), ca_pem: None };
    let json = r#"{"text":"hello"}"#.to_owned();
    let reply = hook::post(&url, &network, bounds(), &[], json).await.unwrap();
    assert_eq!((reply.status, proxy.requests().len()), (200, 0));
}
