//! rocketchat
