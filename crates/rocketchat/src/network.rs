//! The way to a workspace.

use url::Url;

/// How a workspace is reached, where that differs from what the system does by itself.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// A proxy for this workspace alone; the system's otherwise.
    pub proxy: Option<Url>,
    /// Certificates, in PEM, of an authority that is trusted for this workspace besides the system's.
    pub ca_pem: Option<Vec<u8>>,
}
