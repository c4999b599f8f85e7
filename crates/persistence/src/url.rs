//! Database URLs: which database they name, and how they are shown.

/// The URL as an error may show it: its scheme and host, or the path of a file.
pub(crate) fn without_secrets(url: &str) -> String {
    const HIDDEN: &str = "…";
    let Some((scheme, rest)) = url.split_once("://") else {
        let harmless = !url.contains(['@', '=', ':']);
        return if harmless { url.to_owned() } else { HIDDEN.to_owned() };
    };
    if scheme == "sqlite" {
        return url.to_owned();
    }
    // A URL that could not be read may hold its password anywhere.
    if url.to_ascii_lowercase().contains("password") {
        return format!("{scheme}://{HIDDEN}");
    }
    let (user, host) = match rest.rsplit_once('@') {
        Some((_, host)) => ("…@", host),
        None => ("", rest),
    };
    let host = host.split([':', '/', '?', '&', '#', '=']).next().unwrap_or_default();
    format!("{scheme}://{user}{host}/{HIDDEN}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_a_password_is_shown() {
        for url in [
            "mysql://root:secret@db/exams",
            "mysql://root:se@secret@db:99999/exams",
            "postgres://db/exams?user=a&password=secret",
            "postgres://db/exams?user=a&PASSWORD=x@secret",
            "postgres://root:secret",
            "host=db password=secret",
            "root:secret@db",
        ] {
            assert!(!without_secrets(url).contains("secret"), "{}", without_secrets(url));
        }
    }

    #[test]
    fn what_helps_to_find_the_mistake_is_shown() {
        assert_eq!(without_secrets("mysql://root:secret@db:3306/exams"), "mysql://…@db/…");
        assert_eq!(without_secrets("adaptive.db"), "adaptive.db");
        assert_eq!(without_secrets("sqlite://"), "sqlite://");
    }
}
