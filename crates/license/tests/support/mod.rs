//! A license to make others of.
#![allow(dead_code, unreachable_pub)]

use jiff::Timestamp;
use license::{Addressee, Deadline, DeadlineKind, License, Renewal};

/// A license of the plan Enterprise that ends then, and grants nothing.
pub fn license_until(end: Timestamp) -> License {
    License {
        id: None,
        plan: "Enterprise".into(),
        tags: vec![],
        trial: false,
        renewal: Renewal::Manual,
        issued_at: None,
        visual_expiration: None,
        deadlines: vec![Deadline::new(end, DeadlineKind::Expiry)],
        modules: vec![],
        limits: vec![],
        granted_to: Addressee::default(),
        granted_by: None,
        workspace_id: None,
        addresses: vec![],
        offline: false,
        cancellable: false,
        remarks: vec![],
    }
}
