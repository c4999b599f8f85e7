//! When calls fail, or wait.

use std::collections::HashMap;
use std::sync::Mutex;

use tokio::sync::oneshot;

/// Whether something happens before or after the call took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Before,
    After,
}

/// The calls of a part that fail or wait, and how many there have been.
#[derive(Default)]
pub(crate) struct Faults {
    calls: Mutex<HashMap<&'static str, u32>>,
    rules: Mutex<Vec<Rule>>,
}

struct Rule {
    operation: &'static str,
    /// How many matching calls go by untouched before this rule applies; `None` when it applies to every call.
    after_calls: Option<u32>,
    when: When,
    act: Act,
}

enum Act {
    Fail,
    Wait { arrived: oneshot::Sender<()>, released: oneshot::Receiver<()> },
}

/// A call that is held up, seen from the test.
pub(crate) struct Held {
    arrived: oneshot::Receiver<()>,
    release: oneshot::Sender<()>,
}

impl Held {
    /// Waits until the call has come to where it is held.
    pub(crate) async fn arrived(&mut self) {
        (&mut self.arrived).await.unwrap();
    }

    /// Lets the call continue.
    pub(crate) fn release(self) {
        self.release.send(()).unwrap();
    }
}

impl Faults {
    /// The next call of the operation fails.
    pub(crate) fn fail_next(&self, operation: &'static str, when: When) {
        self.fail_nth(operation, 0, when);
    }

    /// `after_calls` calls succeed and the next one fails.
    pub(crate) fn fail_nth(&self, operation: &'static str, after_calls: u32, when: When) {
        self.add(Rule { operation, after_calls: Some(after_calls), when, act: Act::Fail });
    }

    /// Every call of the operation fails; `*` stands for all operations.
    pub(crate) fn fail_all(&self, operation: &'static str, when: When) {
        self.add(Rule { operation, after_calls: None, when, act: Act::Fail });
    }

    /// The next call of the operation waits until the test releases it.
    pub(crate) fn hold_next(&self, operation: &'static str, when: When) -> Held {
        let (arrived_sender, arrived) = oneshot::channel();
        let (release, released) = oneshot::channel();
        let act = Act::Wait { arrived: arrived_sender, released };
        self.add(Rule { operation, after_calls: Some(0), when, act });
        Held { arrived, release }
    }

    /// Nothing fails any more.
    pub(crate) fn heal(&self) {
        self.rules.lock().unwrap().clear();
    }

    /// Whether every fault that was ordered has happened.
    pub(crate) fn all_happened(&self) -> bool {
        self.rules.lock().unwrap().is_empty()
    }

    /// How often the operation has been called.
    pub(crate) fn calls(&self, operation: &'static str) -> u32 {
        self.calls.lock().unwrap().get(operation).copied().unwrap_or(0)
    }

    /// Runs a call as the rules have it.
    pub(crate) async fn run<T, E>(
        &self,
        operation: &'static str,
        error: impl Fn() -> E,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        *self.calls.lock().unwrap().entry(operation).or_insert(0) += 1;
        let (before, after) = (self.due(operation, When::Before), self.due(operation, When::After));
        perform(before, &error).await?;
        let result = call.await;
        perform(after, &error).await?;
        result
    }

    fn add(&self, rule: Rule) {
        self.rules.lock().unwrap().push(rule);
    }

    /// What is to happen to this call; each call uses up at most one rule for each moment.
    fn due(&self, operation: &'static str, when: When) -> Option<Act> {
        let mut rules = self.rules.lock().unwrap();
        let matches = |rule: &Rule| rule.when == when && (rule.operation == operation || rule.operation == "*");
        let place = rules.iter().position(matches)?;
        match &mut rules[place].after_calls {
            None => Some(Act::Fail),
            Some(0) => Some(rules.remove(place).act),
            Some(calls) => {
                *calls -= 1;
                None
            }
        }
    }
}

async fn perform<E>(act: Option<Act>, error: &impl Fn() -> E) -> Result<(), E> {
    match act {
        None => Ok(()),
        Some(Act::Fail) => Err(error()),
        Some(Act::Wait { arrived, released }) => {
            arrived.send(()).unwrap();
            released.await.unwrap();
            Ok(())
        }
    }
}
