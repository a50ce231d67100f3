//! Which servers an encrypted connection trusts: those that the system trusts.

use std::{
    env, fs,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use rustls::{ClientConfig, crypto::CryptoProvider};
use rustls_platform_verifier::Verifier;

/// How long the system's certificates are kept. Reading them takes longer than anything else about a workspace that
/// answers; whoever installs a new one should not have to restart.
const KEPT: Duration = Duration::from_secs(60);

/// Certificates that were read from the system.
struct Kept {
    read_at: Instant,
    changed_at: Option<SystemTime>,
    config: ClientConfig,
}

static SYSTEM: Mutex<Option<Kept>> = Mutex::new(None);

/// TLS that trusts what the system trusts, from certificates that were read within the last minute. `None` if they cannot
/// be read; then the client finds out why.
pub(super) fn system() -> Option<ClientConfig> {
    let mut kept = SYSTEM.lock().unwrap_or_else(PoisonError::into_inner);
    let changed_at = changed_at();
    if let Some(kept) = &*kept
        && kept.read_at.elapsed() < KEPT
        && kept.changed_at == changed_at
    {
        return Some(kept.config.clone());
    }
    let config = read()?;
    *kept = Some(Kept { read_at: Instant::now(), changed_at, config: config.clone() });
    Some(config)
}

/// When the file that the environment names as the system's certificates was last changed; `None` if it names none.
fn changed_at() -> Option<SystemTime> {
    fs::metadata(env::var_os("SSL_CERT_FILE")?).and_then(|file| file.modified()).ok()
}

/// As the client does it by itself.
fn read() -> Option<ClientConfig> {
    let own = || Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let provider = CryptoProvider::get_default().cloned().unwrap_or_else(own);
    let verifier = Verifier::new(provider.clone()).ok()?;
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(rustls::ALL_VERSIONS).ok()?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = ["h2", "http/1.1"].map(|protocol| protocol.as_bytes().to_vec()).to_vec();
    Some(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_certificates_are_read_once() {
        let (Some(first), Some(second)) = (system(), system()) else {
            // A machine without any certificates.
            assert!(read().is_none());
            return;
        };
        assert!(Arc::ptr_eq(first.crypto_provider(), second.crypto_provider()), "read once");
    }
}
