//! The setting that a misspelt name probably means.

use strsim::damerau_levenshtein;

use super::known_settings::sections;
use super::secret_file;
use super::variables::{PREFIX, SHARED, variable_of};

/// The number of slips in a name of a variable that other programs use. More of them, and it is the name of something else.
const SLIPS_IN_VARIABLE: usize = 2;

/// What to say of a name that is no setting: the one that is probably meant, as `shown`, or those of its section.
pub(super) fn hint(name: &str, shown: impl Fn(&str) -> String) -> String {
    if let Some(near) = nearest_setting(name) {
        return format!(": did you mean {}?", shown(&near));
    }
    let (section, key) = name.split_once('.').unwrap_or((name, ""));
    match sections().get(section) {
        Some(fields) => format!(": [{section}] has no {key}, but {}", fields.join(", ")),
        None => String::new(),
    }
}

/// The setting whose name is nearest to this one, if any is near.
fn nearest_setting(name: &str) -> Option<String> {
    let name = plain(name);
    without_section(&name).or_else(|| nearest(&name, all_settings(), (name.len() / 4).max(2)))
}

/// The only setting that has this name in its section.
fn without_section(name: &str) -> Option<String> {
    let is_meant = |setting: &String| setting.split_once('.').is_some_and(|(_, field)| plain(field) == name);
    let mut meant = all_settings().filter(is_meant);
    meant.next().filter(|_| meant.next().is_none())
}

/// The variable of ours that a variable is probably meant to be.
pub(super) fn nearest_variable(name: &str) -> Option<String> {
    let upper = name.to_uppercase();
    let own_prefix = PREFIX.trim_end_matches('_');
    if let Some(rest) = upper.strip_prefix(own_prefix) {
        return nearest_setting(rest).map(|setting| variable_of(&setting));
    }
    let shared = SHARED.iter().map(|(shared, _)| (*shared).to_owned());
    let in_files = SHARED.iter().filter(|(_, setting)| secret_file::may_hold(setting));
    let in_files = in_files.map(|(shared, _)| format!("{shared}{}", secret_file::SUFFIX));
    nearest(&plain(&upper), shared.chain(in_files), SLIPS_IN_VARIABLE)
}

fn all_settings() -> impl Iterator<Item = String> {
    sections().iter().flat_map(|(section, fields)| fields.iter().map(move |field| format!("{section}.{field}")))
}

fn nearest(name: &str, candidates: impl Iterator<Item = String>, most_slips: usize) -> Option<String> {
    let distances = candidates.map(|candidate| (damerau_levenshtein(name, &plain(&candidate)), candidate));
    distances.filter(|(slips, _)| *slips <= most_slips).min().map(|(_, candidate)| candidate)
}

/// The letters of a name: case, and what separates its words, are slips that count for nothing.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_variable_has_the_one_that_is_meant() {
        let cases = [
            ("DATABASE_URI", "DATABASE_URL"),
            ("DATABSE_URL", "DATABASE_URL"),
            ("DATABASEURL", "DATABASE_URL"),
            ("database_url", "DATABASE_URL"),
            ("REDIS_URI", "REDIS_URL"),
            ("REDIS_PASWORD", "REDIS_PASSWORD"),
            ("DATABASE_URI_FILE", "DATABASE_URL_FILE"),
            ("ADAPTIVE_DATABASE_URL", "ADAPTIVE__DATABASE__URL"),
            ("ADAPTIVE_AUTH_API_KEY", "ADAPTIVE__AUTH__API_KEYS"),
            ("ADAPTIVE_API_KEYS", "ADAPTIVE__AUTH__API_KEYS"),
            ("adaptive__database__url", "ADAPTIVE__DATABASE__URL"),
        ];
        for (name, meant) in cases {
            assert_eq!(nearest_variable(name).as_deref(), Some(meant), "{name}");
        }
    }

    #[test]
    fn variables_of_other_programs_are_left_alone() {
        let others = [
            "PATH",
            "HOME",
            "DATABASE_HOST",
            "DATABASE_NAME",
            "REDIS_SERVICE_HOST",
            "REDIS_PORT_6379_TCP",
            "TEST_DATABASE_URL",
            "REDIS_VERSION",
            "POSTGRES_USER",
        ];
        for name in others {
            assert_eq!(nearest_variable(name), None, "{name}");
        }
    }

    #[test]
    fn a_misspelt_setting_has_the_one_that_is_meant() {
        for (name, meant) in [
            ("databse.url", "database.url"),
            ("database.uri", "database.url"),
            ("server_bind", "server.bind"),
            ("api_keys", "auth.api_keys"),
        ] {
            assert_eq!(nearest_setting(name).as_deref(), Some(meant), "{name}");
        }
        for name in ["quite.different", "url", "tls"] {
            assert_eq!(nearest_setting(name), None, "{name}");
        }
    }
}
