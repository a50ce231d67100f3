//! What is said about a license key: the words of the window, because both speak about the same.

/// Texts, and a list of them all for the test.
macro_rules! words {
    ($($name:ident = $text:literal;)*) => {
        $(pub(super) const $name: &str = $text;)*

        #[cfg(test)]
        const ALL: &[&str] = &[$($text),*];
    };
}

words! {
    FITS = "License valid for this workspace";
    FITS_BY_SERVER = "The server has checked it and would accept it. Nothing is changed yet.";
    FITS_BY_US = "Address, term and usage match, as far as the key and the server show. Nothing is changed yet.";
    FITS_BELOW_USE = "Valid, but below current use";
    SHORTAGE_TEXT = "The server accepts this license, but nothing can be added where more is in use than allowed.";
    SHORTAGE = "{limit}: {used} in use, {max} allowed";
    UNCHECKED = "License cannot be checked in advance";
    UNCHECKED_TEXT = "Servers older than 8.7 cannot check a key in advance. If they reject it, {name} has no license until another key is applied.";
    DOES_NOT_FIT = "With this key, {name} would have no license";
    DOES_NOT_FIT_TEXT = "A server removes the current license before it checks the new one. Request another key from Rocket.Chat.";
    SAME_KEY = "The server already has this key";
    SAME_KEY_TEXT = "Servers do not check the same key again, so nothing changes. If an address or a number of users was corrected, the server checks it again after another key, a restart, or a sync with Rocket.Chat Cloud.";
    UNREADABLE = "Only the server can read this key, so its contents are not shown.";
    CANNOT_RESTORE = "The server does not reveal its current key, so License Watch cannot restore it. Keep it at hand.";
    OTHER_WORKSPACE = "It names another workspace, with the ID {id}. Servers do not check that; ask Rocket.Chat if in doubt.";
    BECAUSE_ADDRESS = "It was issued for an address other than {address}.";
    BECAUSE_ADDRESS_OF = "It was issued for {issuedFor}. The address of this workspace is {address}, and every address in a license has to match.";
    BECAUSE_ENDED = "The new key expired on {at}.";
    BECAUSE_NOT_BEGUN = "It is not valid before {at}.";
    BECAUSE_PERIOD = "It has expired or is not valid yet.";
    BECAUSE_LIMIT = "The workspace exceeds its limits.";
    BECAUSE_LIMIT_OF = "The workspace exceeds a limit: {limit}.";
    BECAUSE_LIMIT_BY = "The workspace exceeds a limit: {limit}, {used} of {max}.";
    BECAUSE_OTHER = "The server gave an unknown reason: {name}.";
    BECAUSE_UNKNOWN = "The server gave no reason.";
    APPLY = "Apply to {name}";
    AGREE_LOST = "Apply it anyway: {name} will have no license";
    AGREE_UNCHECKED = "Apply it without a check: {name} may lose its license";
    AGREE_SHORTAGE = "Apply it anyway: it allows less than {name} uses";
    APPLIED = "License applied";
    APPLIED_BELOW_USE = "License applied, but below current use";
    REFUSED = "License rejected by the server";
    REFUSED_TEXT = "The workspace still has no license. Request another key from Rocket.Chat.";
    GONE = "{name} now has no license";
    GONE_TEXT = "The server removed the old license and rejected the new one. All premium features have stopped. Apply the old key from Rocket.Chat’s email or cloud portal, or another one.";
    UNCONFIRMED = "Not confirmed yet";
    UNCONFIRMED_TEXT = "The server has the key, but did not confirm it in time. License Watch checks the workspace again soon.";
    SEATS = "Seats";
    GUEST_USERS = "Guest users";
    ROOMS_PER_GUEST = "Rooms per guest";
    PRIVATE_APPS = "Private apps";
    MARKETPLACE_APPS = "Marketplace apps";
    MONTHLY_ACTIVE_CONTACTS = "Monthly active contacts";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn the_window_says_the_same() {
        let window = include_str!("../../../../ui/src/lib/i18n/en.ts");
        for text in ALL {
            assert!(window.contains(&format!("\"{text}\"")), "the window does not say: {text}");
        }
    }
}
