//! The texts of the pages: one catalogue for each language, of which every key is checked when the program is built and tested.

use std::sync::LazyLock;

use serde::Deserialize;

/// Each section with its texts, as the files in `messages` have them.
macro_rules! catalogue {
    ($($section:ident $type:ident { $($key:ident)+ })+) => {
        /// The texts of the pages in one language.
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct Messages {
            /// The language as a tag of BCP 47.
            pub(crate) language: String,
            /// `ltr` or `rtl`.
            pub(crate) direction: String,
            $(pub(crate) $section: $type,)+
        }

        $(
            #[derive(Debug, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(crate) struct $type { $(pub(crate) $key: String,)+ }
        )+

        #[cfg(test)]
        impl Messages {
            /// Every text with its name.
            fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$($((concat!(stringify!($section), ".", stringify!($key)), self.$section.$key.as_str()),)+)+]
            }
        }
    };
}

catalogue! {
    home HomeMessages {
        title nothing_open use_link sample_title sample_about sample_start resume_title resume_about resume
        interface
    }
    entry EntryMessages {
        title about rules_answers rules_save rules_link button used_title used_about void_title void_about
        cookies_title cookies_about
    }
    question QuestionMessages {
        title of_most title_announced progress answer_group confirm skip keys no_options right wrong time_left
        time_left_item only_confirmed formula_source
    }
    notice NoticeMessages {
        choose moved repeated skip_refused unknown_option
    }
    paused PausedMessages {
        title about button pause resume about_own
    }
    result ResultMessages {
        title thanks expired voided pending answered score score_range level details theta standard_error
        theta_meaning answers column_position column_content column_answer column_result column_theta right wrong
        skipped timed_out points print forget forget_about
    }
    gone GoneMessages {
        title about
    }
    closed ClosedMessages {
        title about
    }
    failure FailureMessages {
        title about again resend unsent fault_title fault_about refused_title refused_about
    }
    script ScriptMessages {
        sending saved offline unreachable lost back other_tab moved_elsewhere minutes minute over item_over
    }
    operator OperatorMessages {
        no_page
        exam_types banks of_sessions no_sessions no_statistics counting
        skip navigation sessions health log_out anybody failed refused back again numbers
    }
    login LoginMessages {
        too_many
        title about open key button refused
    }
    sessions SessionsMessages {
        lost
        title filter examinee exam_type state number search position position_of time_left last_seen ago active
        paused completed voided all faulty none none_yet next first live still stop go_on
    }
    session SessionMessages {
        title version started completed stop_reason theta standard_error voided no_answers answers position item
        answer result time location information lower upper interval course course_about difficulty
        difficulty_about theta_before with_points without_points times gained events no_events when what who why seconds
    }
    actions ActionsMessages {
        title reason minutes pause pause_about resume resume_about time time_about link link_about link_title
        link_shown link_label reopen reopen_about void void_about void_title void_confirm
    }
    banks BanksMessages {
        title none name version items created next upload upload_about file assets scaling_constant upload_button
        refused again faults faults_count line item column value fault
    }
    bank BankMessages {
        title items created scaling_constant wright wright_about lower upper examinees locations information
        information_about theta standard_error exposure exposure_about rank rate item area model location count
        mean_score point_biserial found filter search any usage used never before after correlation_about preview
        no_item no_texts scores hidden item_before item_after
    }
    exam_types ExamTypesMessages {
        title none name version created next define definition define_button refused
    }
    exam_type ExamTypeMessages {
        title older to_latest chooses items ends_at time rate attempts pauses whole results comparison promised
        happened examinees length standard_error end lengths standard_errors thetas theta lower upper share
        content area target actual simulation kept not_kept summary keep
    }
    health HealthMessages {
        title record store version works fails record_fails store_fails copies backend format prefix count server
        memory hit_rate more
    }
}

static ENGLISH: LazyLock<Option<Messages>> = LazyLock::new(|| read(include_str!("../messages/en.toml")));
static GERMAN: LazyLock<Option<Messages>> = LazyLock::new(|| read(include_str!("../messages/de.toml")));

/// A catalogue of this program. The tests read all of them, so none is faulty.
fn read(text: &str) -> Option<Messages> {
    toml::from_str(text).ok()
}

/// The texts in English.
pub(crate) fn english() -> Option<&'static Messages> {
    ENGLISH.as_ref()
}

/// The texts in German.
pub(crate) fn german() -> Option<&'static Messages> {
    GERMAN.as_ref()
}

/// The texts in the language that a browser prefers, as it says in `Accept-Language`; English where none of its languages is there.
pub(crate) fn preferred(accept_language: &str) -> Option<&'static Messages> {
    accept_language::parse(accept_language)
        .iter()
        .find_map(|tag| match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "de" => german(),
            "en" => english(),
            _ => None,
        })
        .or_else(english)
}

/// A text with values in the place of names in braces.
pub(crate) fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &value.to_string()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names in braces.
    fn names(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_has_every_text_with_the_same_names() {
        for text in [include_str!("../messages/en.toml"), include_str!("../messages/de.toml")] {
            toml::from_str::<Messages>(text).unwrap();
        }
        let (english, german) = (english().unwrap().all(), german().unwrap().all());
        for ((key, english), (_, german)) in english.into_iter().zip(german) {
            assert!(!english.trim().is_empty() && !german.trim().is_empty(), "{key}");
            assert_eq!(names(english), names(german), "{key}");
        }
    }

    #[test]
    fn the_language_is_the_one_that_the_browser_prefers() {
        for (header, language) in [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("en-GB,en;q=0.9,de;q=0.8", "en"),
            ("fr,de;q=0.5", "de"),
            ("de-DE", "de"),
            ("fr", "en"),
            ("", "en"),
            ("*", "en"),
            ("%%%;;q=x", "en"),
        ] {
            assert_eq!(preferred(header).unwrap().language, language, "{header}");
        }
    }

    #[test]
    fn values_stand_in_the_place_of_their_names() {
        assert_eq!(fill("{a} of {b}", &[("a", &1), ("b", &"two")]), "1 of two");
    }
}
