//! Sums over the answers of completed sessions.

use std::time::SystemTime;

use irt_core::Ability;

use super::completion::EndReason;
use super::session::ExamSessionId;

/// Results of completed sessions, and the sums over their answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnswerSums {
    /// The sessions by number.
    pub sessions: Vec<SessionResult>,
    /// The items that these sessions have answered or left out, by their place in the bank.
    pub items: Vec<ItemSums>,
}

/// What a completed session came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionResult {
    /// The session.
    pub session: ExamSessionId,
    /// Its final estimate.
    pub ability: Ability,
    /// How many items it has answered or left out.
    pub items: u64,
    /// Why it ended.
    pub reason: EndReason,
}

/// Sums over the answers to an item. With `x` the category that an answer scores and `y` the final theta of its session, they are all that
/// means and correlations of the two take.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ItemSums {
    /// The place of the item in the bank.
    pub item: u32,
    /// How many sessions had the item, with those that left it out or were too slow for it.
    pub shown: u64,
    /// How many answered it in time: `n`.
    pub answered: u64,
    /// The sum of `x` over the answers.
    pub response: u64,
    /// The sum of `x²`.
    pub response_squared: u64,
    /// The sum of `y`.
    pub theta: f64,
    /// The sum of `y²`.
    pub theta_squared: f64,
    /// The sum of `x y`.
    pub response_theta: f64,
}

impl ItemSums {
    /// Adds the sums over further answers to the same item.
    ///
    /// ```
    /// # use persistence::ItemSums;
    /// let mut sums = ItemSums { item: 3, shown: 2, answered: 1, response: 1, theta: 0.5, ..ItemSums::default() };
    /// sums.add(&ItemSums { item: 3, shown: 1, answered: 1, response: 0, theta: -0.25, ..ItemSums::default() });
    /// assert_eq!((sums.shown, sums.answered, sums.response, sums.theta), (3, 2, 1, 0.25));
    /// ```
    pub fn add(&mut self, further: &Self) {
        self.shown = self.shown.saturating_add(further.shown);
        self.answered = self.answered.saturating_add(further.answered);
        self.response = self.response.saturating_add(further.response);
        self.response_squared = self.response_squared.saturating_add(further.response_squared);
        self.theta += further.theta;
        self.theta_squared += further.theta_squared;
        self.response_theta += further.response_theta;
    }
}

/// What a simulation of an exam type version promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulationSummaryRecord {
    /// The JSON of its summary.
    pub summary: String,
    /// Who has sent it.
    pub actor: String,
    /// When.
    pub kept_at: SystemTime,
}
