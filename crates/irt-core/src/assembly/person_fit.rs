//! Person fit of a response pattern under a test's final estimator.

use super::adaptive_test::AdaptiveTest;
use super::scorer::Scorer;
use crate::estimation::{Estimate, EstimateStatus, Pattern, PatternError, PersonFit, person_fit};
use crate::identity::ItemIndex;
use crate::models::usable_theta;
use crate::random::Draws;
use crate::response::Response;

impl AdaptiveTest {
    /// How well a pattern fits the model at its estimate by the design's final estimator, as [`score`](Self::score) gives
    /// it. Pretest items do not count.
    ///
    /// `lz_star` depends on the estimator: `r0` of Snijders (2001) is 0 for MLE and the robust estimators,
    /// `J / (2 I)` for WLE, `(mean - theta) / sd^2` for MAP with a normal prior, 0 with a uniform one, `I' / (2 I)` with
    /// Jeffreys'. EAP counts as MAP with the same prior, from which it differs little unless the test is short.
    ///
    /// # Errors
    /// [`PatternError`] when items and responses do not match each other or the bank.
    ///
    /// ```
    /// use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, ItemIndex, Metric, Response};
    ///
    /// let difficulties = [-2.0, -1.0, 0.0, 1.0, 2.0].map(|b| FourPl::one_pl(b).unwrap());
    /// let items = difficulties.iter().zip(1..).map(|(model, number)| Item::new(&format!("q{number}"), *model));
    /// let items = items.collect::<Result<Vec<_>, _>>()?;
    /// let test = AdaptiveTest::new(ItemBank::new(Metric::LOGISTIC, items)?.into(), CatDesign::default())?;
    /// let items: Vec<_> = (0..5).map(ItemIndex).collect();
    /// let fit = |responses: [u8; 5]| {
    ///     let responses = responses.map(Response);
    ///     test.person_fit(&items, &responses, &test.score(&items, &responses)?)
    /// };
    /// let (orderly, reversed) = (fit([1, 1, 1, 0, 0])?, fit([0, 0, 1, 1, 1])?);
    /// assert!(orderly.lz_star > Some(0.0) && reversed.lz_star < Some(-2.0));
    /// assert!(orderly.outfit < Some(1.0) && reversed.outfit > Some(1.5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn person_fit(
        &self,
        items: &[ItemIndex],
        responses: &[Response],
        estimate: &Estimate,
    ) -> Result<PersonFit, PatternError> {
        self.scorer().check(items, responses)?;
        Ok(self.of_scored(items, responses, |items, responses| fit(self.scorer(), items, responses, estimate)))
    }

    /// The share of simulated patterns whose `lz` is not above that of a pattern: a probability of error for the claim that
    /// the pattern does not fit.
    ///
    /// Each of the `draws` patterns has the same items, responses drawn by the model at the estimate, and its own estimate.
    /// The share is `(1 + at most the pattern's) / (1 + draws)` (Davison and Hinkley 1997), so that it is never 0. `None`
    /// where the pattern has no `lz`. The same seed gives the same share.
    ///
    /// # Errors
    /// [`PatternError`] when items and responses do not match each other or the bank.
    pub fn lz_probability(
        &self,
        items: &[ItemIndex],
        responses: &[Response],
        estimate: &Estimate,
        draws: u32,
        seed: u64,
    ) -> Result<Option<f64>, PatternError> {
        self.scorer().check(items, responses)?;
        Ok(self.of_scored(items, responses, |items, responses| {
            let observed = fit(self.scorer(), items, responses, estimate).lz?;
            Some(share_of_draws(self.scorer(), items, (observed, usable_theta(estimate.theta)), draws, seed))
        }))
    }
}

/// Two values of `lz` this close belong to patterns that are equally likely.
const SAME: f64 = 1e-9;

fn fit(scorer: &Scorer, items: &[ItemIndex], responses: &[Response], estimate: &Estimate) -> PersonFit {
    let (pattern, theta) = (Pattern::new(scorer.bank(), items, responses), usable_theta(estimate.theta));
    let has_converged = estimate.status == EstimateStatus::Converged;
    let objective = has_converged.then(|| scorer.final_method().objective(scorer.design().estimation())).flatten();
    person_fit(pattern, theta, objective)
}

/// The share of patterns drawn at an ability whose `lz` is at most the observed one.
fn share_of_draws(scorer: &Scorer, items: &[ItemIndex], (observed, theta): (f64, f64), draws: u32, seed: u64) -> f64 {
    let (mut simulated, mut at_most) = (0_u32, 0_u32);
    for draw in 0..draws {
        let responses = draw_responses(scorer, items, theta, &mut Draws::at(seed, draw as usize));
        let estimate = scorer.estimate(scorer.final_method(), items, &responses);
        if let Some(lz) = fit(scorer, items, &responses, &estimate).lz {
            simulated += 1;
            at_most += u32::from(lz <= observed + SAME);
        }
    }
    f64::from(1 + at_most) / f64::from(1 + simulated)
}

/// Responses to the items, drawn by the model.
fn draw_responses(scorer: &Scorer, items: &[ItemIndex], theta: f64, draws: &mut Draws) -> Vec<Response> {
    let mut room = [0.0; 256];
    let mut draw = |item: &ItemIndex| {
        let curve = scorer.bank().curve(*item);
        let probabilities = &mut room[..curve.categories()];
        curve.probabilities(theta, probabilities);
        let mut rest = draws.unit();
        let below_highest = probabilities.iter().take(probabilities.len() - 1);
        let category = below_highest.take_while(|probability| {
            rest -= **probability;
            rest >= 0.0
        });
        Response(category.count() as u8)
    };
    items.iter().map(&mut draw).collect()
}
