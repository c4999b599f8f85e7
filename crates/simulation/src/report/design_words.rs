//! A design in words.

use irt_core::{
    AdaptiveTest, CatDesign, ClassificationMethod, Combination, ConstantPattern, ContentSpec, LevelSpec, Prior,
    StopReason, StoppingRule,
};

/// The most names or shares in a list; of more, only the number.
const MAX_LISTED: usize = 12;

/// The design subject by subject.
pub(super) fn rows(test: &AdaptiveTest) -> [(&'static str, String); 8] {
    let design = test.design();
    [
        ("estimation", estimation(design)),
        ("start", start(design)),
        ("selection", selection(design)),
        ("exposure control", exposure(design)),
        ("content", content(&design.spec().content)),
        ("length", length(test)),
        ("stopping", stopping(design.stopping_rule())),
        ("reporting", reporting(design)),
    ]
}

fn estimation(design: &CatDesign) -> String {
    let (interim, last) = (design.interim_estimator(), design.final_estimator());
    let estimators = if interim == last {
        capitals(last.as_str())
    } else {
        format!("{} after each answer, {} at the end", capitals(interim.as_str()), capitals(last.as_str()))
    };
    let constant = design.constant_pattern().map(|pattern| match pattern {
        ConstantPattern::Step => format!(", steps of {} while all are at one end", design.constant_pattern_step()),
        other => format!(", {} after each answer while all are at one end", capitals(other.as_str())),
    });
    let constant = constant.unwrap_or_default();
    let prior = match design.prior() {
        Prior::Normal { mean, sd } => format!("normal prior, mean {mean}, standard deviation {sd}"),
        Prior::Uniform { lower, upper } => format!("uniform prior from {lower} to {upper}"),
        Prior::Jeffreys => "Jeffreys' prior".to_owned(),
        _ => "custom prior".to_owned(),
    };
    let (bounds, grid) = (design.bounds(), design.quadrature());
    format!(
        "{estimators}{constant}; {prior}; theta from {} to {}; {} quadrature nodes from {} to {}",
        bounds.lower(),
        bounds.upper(),
        grid.node_count(),
        grid.interval().lower(),
        grid.interval().upper()
    )
}

fn start(design: &CatDesign) -> String {
    let start = &design.spec().start;
    let mut words = Vec::new();
    if !start.items.is_empty() {
        words.push(format!("with {}", listed(&start.items, "given items")));
    }
    if !start.draw_from.is_empty() {
        words.push(format!("an item drawn from {}", listed(&start.draw_from, "items")));
    }
    if start.thetas.is_empty() {
        // The single ability is for the first item, which may be fixed or drawn.
        if words.is_empty() {
            words.push(format!("at theta {}", start.theta));
        }
    } else {
        let thetas: Vec<String> = start.thetas.iter().map(f64::to_string).collect();
        words.push(format!("at theta {}", listed(&thetas, "values")));
    }
    words.extend(start.rule.map(|rule| format!("items chosen by {rule}")));
    words.join("; ")
}

fn selection(design: &CatDesign) -> String {
    let selection = &design.spec().selection;
    let acceleration = selection.acceleration.map(|value| format!(", acceleration {value}"));
    format!("{}{}", selection.rule, acceleration.unwrap_or_default())
}

fn exposure(design: &CatDesign) -> String {
    let exposure = &design.spec().exposure;
    let mut words = Vec::new();
    if let Some(best) = exposure.randomesque.filter(|best| *best > 1) {
        words.push(format!("drawn from the {best} best items"));
    }
    if !exposure.sympson_hetter.is_empty() {
        words.push(format!("Sympson-Hetter parameters for {} items", exposure.sympson_hetter.len()));
    }
    if let Some(rate) = exposure.maximum_rate {
        words.push(format!("items withheld that a share of {rate} or more of the examinees before have got"));
    }
    if words.is_empty() { "none".to_owned() } else { words.join("; ") }
}

fn content(content: &ContentSpec) -> String {
    let mut words = Vec::new();
    if !content.targets.is_empty() {
        let shares = content.targets.iter().map(|(area, share)| format!("{area} {share}"));
        words.push(format!("targets: {}", listed(&shares.collect::<Vec<_>>(), "content areas")));
    }
    if let Some(strata) = &content.strata {
        let blocks = if strata.block_by_difficulty { ", blocked by difficulty" } else { "" };
        words.push(format!("{} strata of discrimination{blocks}", strata.count));
    }
    for (sets, name) in [(content.enemies.len(), "sets of enemies"), (content.testlets.len(), "testlets")] {
        if sets > 0 {
            words.push(format!("{sets} {name}"));
        }
    }
    if !content.excluded.is_empty() {
        words.push(format!("{} items excluded", content.excluded.len()));
    }
    if let Some(pretest) = &content.pretest {
        words.push(format!("{} of {} pretest items in each test", pretest.positions.len(), pretest.items.len()));
    }
    if words.is_empty() { "not controlled".to_owned() } else { words.join("; ") }
}

fn length(test: &AdaptiveTest) -> String {
    let rule = test.design().stopping_rule();
    match (rule.min_items, test.max_items()) {
        (least, most) if least == most || rules(rule).is_empty() => format!("{most} items"),
        (least, most) => format!("{least} to {most} items"),
    }
}

fn stopping(rule: &StoppingRule) -> String {
    let rules = rules(rule);
    let joint = if rule.combine == Combination::All { " and " } else { " or " };
    if rules.is_empty() { "at the greatest number of items".to_owned() } else { rules.join(joint) }
}

fn reporting(design: &CatDesign) -> String {
    let Some(scale) = &design.spec().reporting else { return "theta".to_owned() };
    let bounds = match (scale.lower, scale.upper) {
        (None, None) => String::new(),
        (Some(lower), None) => format!(", at least {lower}"),
        (None, Some(upper)) => format!(", at most {upper}"),
        (Some(lower), Some(upper)) => format!(", from {lower} to {upper}"),
    };
    let level = |level: &LevelSpec| match level.from {
        Some(from) => format!("{} from {from}", level.name),
        None => level.name.clone(),
    };
    let levels: Vec<String> = scale.levels.iter().map(level).collect();
    let levels = if levels.is_empty() { levels.concat() } else { format!("; {}", listed(&levels, "levels")) };
    format!("{} = {} + {} theta{bounds}{levels}", scale.name, scale.mean, scale.sd)
}

/// The rules besides the limits.
fn rules(rule: &StoppingRule) -> Vec<String> {
    let at_most = |value: Option<f64>, what: &str| value.map(|value| format!("{what} at most {value}"));
    [
        at_most(rule.standard_error, "standard error"),
        at_most(rule.theta_change, "change of theta"),
        at_most(rule.standard_error_change, "change of the standard error"),
        rule.minimum_information.map(|value| format!("no item with an information of {value} left")),
        rule.classification.as_ref().map(|classification| {
            let method = match classification.method {
                ClassificationMethod::ConfidenceInterval { confidence } => format!("{confidence} confidence interval"),
                ClassificationMethod::Sprt { .. } => "SPRT".to_owned(),
                _ => "GLR".to_owned(),
            };
            let cuts: Vec<String> = classification.cuts.iter().map(f64::to_string).collect();
            format!("classified at {} by {method}", listed(&cuts, "cut scores"))
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Why a test ended, in words.
pub(super) fn stop_reason(name: &str) -> String {
    let words = match StopReason::from_name(name) {
        Some(StopReason::StandardError) => "standard error reached",
        Some(StopReason::ThetaChange) => "theta hardly changed",
        Some(StopReason::StandardErrorChange) => "standard error hardly changed",
        Some(StopReason::MinimumInformation) => "no item with enough information left",
        Some(StopReason::ConfidenceInterval) => "classified by the confidence interval",
        Some(StopReason::Sprt) => "classified by the sequential probability ratio test",
        Some(StopReason::Glr) => "classified by the generalised likelihood ratio test",
        Some(StopReason::MaxItems) => "greatest number of items reached",
        Some(StopReason::BankExhausted) => "no eligible item left",
        Some(StopReason::TimeBudget) => "time used up",
        _ => return name.replace('_', " "),
    };
    words.to_owned()
}

/// Some names, or how many there are of something.
fn listed(names: &[String], of: &str) -> String {
    if names.len() <= MAX_LISTED { names.join(", ") } else { format!("{} {of}", names.len()) }
}

fn capitals(estimator: &str) -> String {
    if estimator.len() <= 4 { estimator.to_uppercase() } else { estimator.to_owned() }
}
