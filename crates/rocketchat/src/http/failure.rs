//! What an exchange without an answer means.

use license::Label;
use rustls::{AlertDescription, CertificateError, InvalidMessage};

use super::Bounds;
use crate::{
    address::Address,
    error::{Error, TlsProblem},
};

/// What a failed exchange means. The original error's own text is left out because it can contain a full address.
pub(super) fn failure(error: &reqwest::Error, address: &Address, bounds: Bounds) -> Error {
    let host = address.host().to_owned();
    if error.is_timeout() {
        let bound = if error.is_connect() { bounds.connect.min(bounds.total) } else { bounds.total };
        return Error::Timeout { host, seconds: bound.as_secs() };
    }
    let mut reason = "no response".to_owned();
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

impl TlsProblem {
    /// What is wrong with an encrypted connection, if that is what this error is about.
    pub fn of(cause: &(dyn std::error::Error + 'static)) -> Option<Self> {
        tls_error(cause).map(problem)
    }
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
        rustls::Error::InvalidCertificate(certificate) => certificate_problem(certificate),
        rustls::Error::AlertReceived(alert) => match alert {
            AlertDescription::CertificateRequired => TlsProblem::ClientCertificate,
            AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity => TlsProblem::NothingInCommon,
            _ => TlsProblem::Refused,
        },
        rustls::Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => TlsProblem::ChainTooLong,
        rustls::Error::PeerIncompatible(_) => TlsProblem::NothingInCommon,
        rustls::Error::NoCertificatesPresented | rustls::Error::UnsupportedNameType => TlsProblem::BadCertificate,
        _ => TlsProblem::Garbled,
    }
}

fn certificate_problem(error: &CertificateError) -> TlsProblem {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsProblem::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsProblem::WrongHost,
        CertificateError::UnknownIssuer => TlsProblem::UnknownIssuer,
        CertificateError::Revoked => TlsProblem::Revoked,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => TlsProblem::WrongPurpose,
        // Most self-made certificates are an authority's own certificate instead of a server's.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => TlsProblem::UnknownIssuer,
        CertificateError::Other(other) if other.to_string().contains("Eku") => TlsProblem::WrongPurpose,
        _ => TlsProblem::BadCertificate,
    }
}
