//! Administers one test to one examinee.

use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, DesignError, EngineError, ItemIndex, Response, Step, StopReason};

use crate::examinee_result::ExamineeResult;

/// Why a test cannot be administered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AdministrationError {
    #[error(transparent)]
    Answer(#[from] EngineError),
    #[error(transparent)]
    Start(#[from] DesignError),
}

/// The examinee, and whether the result has a trace.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Administration {
    pub(crate) index: u64,
    pub(crate) true_theta: f64,
    pub(crate) keeps_trace: bool,
}

impl Administration {
    /// Runs the engine to the end of the test. A function answers the items; `None` ends the test, as if the bank had no
    /// other item.
    pub(crate) fn run(
        self,
        mut engine: AdaptiveEngine,
        mut respond: impl FnMut(ItemIndex) -> Option<Response>,
    ) -> Result<ExamineeResult, AdministrationError> {
        let mut trace = Vec::new();
        let stop_reason = loop {
            let item = match engine.step() {
                Step::Administer(item) => item,
                Step::Stop(reason) => break reason,
            };
            let Some(response) = respond(item) else { break StopReason::BankExhausted };
            engine.record(item, response)?;
            if self.keeps_trace {
                trace.push(engine.estimate());
            }
        };
        Ok(ExamineeResult {
            index: self.index,
            design: 0,
            true_theta: self.true_theta,
            estimate: engine.final_estimate(),
            stop_reason,
            items: engine.items().to_vec(),
            responses: engine.responses().to_vec(),
            trace,
        })
    }
}

/// An engine that withholds these items, all of them items of the bank.
pub(crate) fn start_engine(test: &Arc<AdaptiveTest>, seed: u64, withheld: &[ItemIndex]) -> AdaptiveEngine {
    let start = || AdaptiveEngine::start(Arc::clone(test), seed);
    if withheld.is_empty() {
        return start();
    }
    AdaptiveEngine::start_withholding(Arc::clone(test), seed, withheld).unwrap_or_else(|_| start())
}
