//! Language tags.

/// The longest tag that is taken, in bytes.
const LONGEST: usize = 64;

/// Whether a text has the form of a language tag (BCP 47, RFC 5646, section 2.1): a language, then perhaps a script, a region,
/// variants, extensions and a private part. Whether the parts are registered is not checked.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_part = |part: &&str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if text.len() > LONGEST || !parts.iter().all(is_part) {
        return false;
    }
    let Some((language, rest)) = parts.split_first() else { return false };
    if is_singleton(language, 'x') {
        return !rest.is_empty();
    }
    is_letters(language, 2..=8) && is_after_language(language, rest)
}

/// Whether these parts may follow a language.
fn is_after_language(language: &str, mut rest: &[&str]) -> bool {
    if language.len() <= 3 {
        skip(&mut rest, 3, |part| is_letters(part, 3..=3));
    }
    skip(&mut rest, 1, |part| is_letters(part, 4..=4));
    skip(&mut rest, 1, |part| is_letters(part, 2..=2) || (part.len() == 3 && is_digits(part)));
    skip(&mut rest, usize::MAX, |part| part.len() >= 5 || (part.len() == 4 && is_digits(&part[..1])));
    while let Some((singleton, behind)) = rest.split_first() {
        if singleton.len() != 1 {
            return false;
        }
        if is_singleton(singleton, 'x') {
            return !behind.is_empty();
        }
        let length = behind.iter().take_while(|part| part.len() > 1).count();
        if length == 0 {
            return false;
        }
        rest = &behind[length..];
    }
    true
}

/// Passes over the first parts that are so, at most this number of them.
fn skip(rest: &mut &[&str], most: usize, is_so: impl Fn(&str) -> bool) {
    let count = rest.iter().take(most).take_while(|part| is_so(part)).count();
    *rest = &rest[count..];
}

fn is_letters(part: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_singleton(part: &str, letter: char) -> bool {
    part.len() == 1 && part.starts_with([letter, letter.to_ascii_uppercase()])
}

#[cfg(test)]
mod tests {
    use super::is_language_tag;

    /// Examples of RFC 5646, appendix A.
    #[test]
    fn the_tags_of_the_standard_are_language_tags() {
        for tag in [
            "de",
            "fr",
            "ja",
            "zh-Hant",
            "sr-Cyrl",
            "zh-cmn-Hans-CN",
            "yue-HK",
            "zh-yue-HK",
            "sr-Latn-RS",
            "sl-rozaj-biske",
            "de-CH-1901",
            "hy-Latn-IT-arevela",
            "de-DE",
            "es-419",
            "de-CH-x-phonebk",
            "az-Arab-x-AZE-derbend",
            "x-whatever",
            "qaa-Qaaa-QM-x-southern",
            "en-US-u-islamcal",
            "zh-CN-a-myext-x-private",
            "EN-gb",
        ] {
            assert!(is_language_tag(tag), "{tag}");
        }
    }

    #[test]
    fn other_texts_are_not() {
        let long = format!("en-{}", "abcdefgh-".repeat(9));
        for text in [
            "",
            "e",
            "english language",
            "de_DE",
            "de--DE",
            "-de",
            "de-",
            "x",
            "de-419-DE",
            "a-DE",
            "en-x",
            "en-u",
            "en-u-x-y",
            "grün",
            "123",
            "en-abcdefghi",
            "<b>",
            long.as_str(),
        ] {
            assert!(!is_language_tag(text), "{text}");
        }
    }
}
