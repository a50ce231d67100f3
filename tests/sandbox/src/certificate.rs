//! TLS with the sandbox's own certificate authority, which clients have to trust explicitly.

use std::{
    io,
    sync::Arc,
    time::{Duration, SystemTime},
};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio_rustls::TlsAcceptor;

/// The kind of certificate that the server uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certificate {
    /// Valid for a client that trusts the sandbox's authority.
    Good,
    /// Expired yesterday.
    Expired,
    /// Issued for another host name.
    WrongHost,
    /// Self-signed.
    SelfSigned,
}

/// The authority, and the TLS configuration of the server.
pub(crate) struct Encryption {
    /// The authority's certificate, in PEM.
    pub(crate) ca_pem: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Encryption {
    /// `hosts` are further names in the certificate, besides those of this machine.
    pub(crate) fn new(certificate: Certificate, hosts: &[String]) -> io::Result<Self> {
        Self::make(certificate, hosts).map_err(io::Error::other)
    }

    fn make(certificate: Certificate, hosts: &[String]) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.distinguished_name.push(DnType::CommonName, "The sandbox's own authority");
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority_key = KeyPair::generate()?;
        let ca_pem = authority.self_signed(&authority_key)?.pem();
        let authority = Issuer::new(authority, authority_key);

        let names = match certificate {
            Certificate::WrongHost => vec!["chat.elsewhere.example".to_owned()],
            Certificate::Good | Certificate::Expired | Certificate::SelfSigned => {
                ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into_iter().chain(hosts.iter().cloned()).collect()
            }
        };
        let mut server = CertificateParams::new(names)?;
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        server.not_before = days_from_now(-30).into();
        server.not_after = match certificate {
            Certificate::Expired => days_from_now(-1),
            Certificate::Good | Certificate::WrongHost | Certificate::SelfSigned => days_from_now(30),
        }
        .into();
        let server_key = KeyPair::generate()?;
        let server = match certificate {
            Certificate::SelfSigned => server.self_signed(&server_key)?,
            Certificate::Good | Certificate::Expired | Certificate::WrongHost => {
                server.signed_by(&server_key, &authority)?
            }
        };

        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let private_key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![server.der().clone()], private_key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { ca_pem, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}

/// This many days from now, by the system clock, against which certificates are checked.
fn days_from_now(days: i64) -> SystemTime {
    let distance = Duration::from_secs(24 * 60 * 60 * days.unsigned_abs());
    if days < 0 { SystemTime::now() - distance } else { SystemTime::now() + distance }
}
