//! What an exchange without an answer means.

use license::Label;
use rustls::CertificateError;

use super::Bounds;
use crate::{
    address::Address,
    error::{Error, TlsProblem},
};

/// What a failed exchange means. The original error's own text is left out because it can contain a full address.
pub(super) fn failure(error: &reqwest::Error, address: &Address, bounds: Bounds) -> Error {
    let host = address.host().to_owned();
    if error.is_timeout() {
        return Error::Timeout { host, seconds: bounds.total.as_secs() };
    }
    let mut reason = "no answer".to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(tls) = tls_error(inner) {
            return Error::Tls { host, problem: problem(tls) };
        }
        reason = Label::new(&inner.to_string()).to_string();
        cause = inner.source();
    }
    Error::Unreachable { host, reason }
}

/// The TLS error in a chain of errors; I/O errors can wrap it more than once.
fn tls_error<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    match cause.downcast_ref::<std::io::Error>() {
        Some(wrapper) => tls_error(wrapper.get_ref()?),
        None => cause.downcast_ref(),
    }
}

fn problem(error: &rustls::Error) -> TlsProblem {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsProblem::NotYetValid,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsProblem::WrongHost
            }
            CertificateError::UnknownIssuer => TlsProblem::UnknownIssuer,
            CertificateError::Revoked => TlsProblem::Revoked,
            // Most self-made certificates are an authority's own certificate instead of a server's.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                TlsProblem::UnknownIssuer
            }
            other => TlsProblem::Other(Label::new(&other.to_string())),
        },
        rustls::Error::InvalidMessage(_) => TlsProblem::NotEncrypted,
        other => TlsProblem::Other(Label::new(&other.to_string())),
    }
}
