//! What the library promises, checked from outside.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod any_input;
mod bank_problems;
mod constant_patterns;
mod costs;
mod design_problems;
mod drawn_first_items;
mod engine_session;
mod estimator_settings;
mod examinee_start;
mod extremes;
mod fast_selection;
mod fast_variance;
mod floors;
mod golden_content;
mod golden_criteria;
mod golden_estimates;
mod golden_exact_se;
mod golden_items;
mod golden_polytomous;
mod golden_stopping;
mod golden_traces;
mod grid_of_the_prior;
mod narrow_posteriors;
mod person_fit;
mod polytomous_banks;
mod predictive_variance;
mod properties;
mod properties_polytomous;
mod reference;
mod rule_properties;
mod several_maxima;
mod stopping_rules;
mod stored_states;
mod sum_scores;
mod test_assembly;
