//! The pages in a browser. `CHROMIUM` names the browser if it is not `chromium`. `just page-tools` installs what drives it.
//!
//! Each test is a script in `scripts`, which acts as people do and reads from the interface what was recorded. It says on its standard
//! output when the server has to be killed or started; everything else it does by itself.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that meets the unexpected has to fail")]

mod scripts;

use scripts::{Server, run};

/// A test for each script: its name, and who may call the server.
macro_rules! browser_tests {
    ($($name:ident $server:ident $script:literal;)+) => {
        $(
            #[test]
            #[ignore = "needs chromium and node"]
            fn $name() {
                run(Server::$server, $script);
            }
        )+
    };
}

browser_tests! {
    a_whole_exam_is_taken_by_keyboard_alone Open "keyboard";
    a_whole_exam_is_taken_without_script Open "without_script";
    a_closed_browser_and_a_killed_server_go_on_with_the_same_question Open "resumed";
    clicks_taps_and_keys_that_come_twice_answer_one_question Open "twice";
    two_tabs_give_each_question_one_answer Open "two_tabs";
    a_lost_connection_loses_no_answer Open "connections";
    an_exam_ends_with_its_time Keyed "time";
    a_link_opens_the_exam_in_one_browser Keyed "entry";
    a_pause_is_shown_and_ends_by_itself Keyed "pause";
    forged_forms_and_foreign_sessions_are_refused Keyed "forged";
    texts_formulas_pictures_and_skips_are_shown Keyed "texts";
    an_examinee_is_sent_nothing_that_is_secret Keyed "secrets";
    nothing_is_wrong_for_assistive_technology Keyed "accessibility";
    a_screen_reader_hears_the_question Open "spoken";
    pages_work_below_a_base_path Below "base_path";
    a_proctor_watches_and_acts_and_each_act_is_an_event Keyed "operator";
    operator_pages_open_what_the_key_opens_and_take_no_foreign_form Keyed "operator_guard";
    a_psychometrician_judges_banks_and_exam_types Keyed "operator_catalogue";
    nothing_is_wrong_on_pages_of_banks_for_assistive_technology Keyed "operator_catalogue_accessibility";
    operator_pages_work_without_script Keyed "operator_without_script";
    nothing_is_wrong_on_operator_pages_for_assistive_technology Keyed "operator_accessibility";
}
