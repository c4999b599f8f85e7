//! Guides: choosing an estimator and a prior, what a standard error means, coming from mirt and catR.
//!
//! This module has no items.
//!
//! # Choosing an estimator
//!
//! | you want | take | because |
//! |---|---|---|
//! | an estimate after each answer | [EAP](crate::Estimator::Eap) | it exists for every pattern, never jumps to a bound, and costs one pass over the grid |
//! | the least error over a known population | EAP, or [MAP](crate::Estimator::Map) | both draw towards the prior, which is where most examinees are |
//! | a report free of the prior | [WLE](crate::Estimator::Wle) | nearly unbiased and finite for all patterns of 1PL and 2PL items |
//! | to compare with published maximum likelihood values | [MLE](crate::Estimator::Mle) | but all right and all wrong give a bound, and under 3PL weak patterns may too |
//! | to weaken lucky guesses and slips | [Huber](crate::Estimator::Huber), [Tukey](crate::Estimator::Tukey) | items far off the ability weigh less; for dichotomous items only |
//!
//! Interim and final estimator are separate choices: EAP in the course of the test and WLE or MLE for the report is common.
//! The shrinkage of EAP and MAP is least where the test is long. The nodes of EAP need not be as close as a small standard
//! error would ask for: a posterior too narrow for them, below 0.175 with 33 nodes on \[-4, 4\], is integrated from the
//! items, which costs a long test some tens of microseconds an answer more.
//!
//! Robust estimates protect against a few surprising answers, not against many: for a pattern that contradicts the
//! difficulties altogether there is nothing to hold on to, and [`NoInformation`](crate::EstimateStatus::NoInformation) or a
//! large standard error says so. Of several zeros the one with the highest integral of the weighted score is taken.
//!
//! # Choosing a prior
//!
//! - [Normal](crate::Prior::Normal) with the mean and spread of the population, when these are known. The default, mean 0
//!   and standard deviation 1, is right for examinees like those of the calibration.
//! - Normal with a larger spread when the examinees are unlike those: a standard deviation of 1.5 or 2 costs little
//!   precision and draws extreme examinees in less.
//! - [Uniform](crate::Prior::Uniform) when nothing but a range may be said. EAP then draws towards the middle of that range.
//! - [Jeffreys](crate::Prior::Jeffreys) when the result must not favour any ability: it follows from the items answered.
//!   MAP with it equals WLE under all models but 3PL and 4PL.
//! - [Custom](crate::Prior::Custom), a density at each node, for a population that is no normal one, or the posterior of an
//!   earlier test. For EAP only.
//!
//! A prior that is the same for all examinees is part of the scoring rule. One that depends on the group of an examinee
//! gives two persons with the same answers different results: do that in the course of the test if at all, not for the
//! report.
//!
//! # Choosing a selection rule
//!
//! - [Maximum information](crate::SelectionRule::MaxInformation): the quickest by far, its cost hardly grows with the bank, and
//!   precise once theta is known roughly. The default. It uses the most discriminating items over and over; where items must
//!   stay secret, add an exposure control or a-stratification.
//! - [`mepv`](crate::SelectionRule::Mepv), [`mpwi`](crate::SelectionRule::Mpwi), [`klp`](crate::SelectionRule::Klp): better
//!   with few items, because they do not take the first estimates for the truth. `mepv` is the most thorough and pairs with
//!   EAP. Their cost is proportional to the items and the nodes.
//! - [`mepv-predictive`](crate::SelectionRule::MepvPredictive): the criterion of Owen and van der Linden. `mepv` takes the
//!   probability of each answer at the interim estimate, as catR does; this rule takes the probability that the posterior
//!   predicts. They differ most after few answers. It has no bounds, so it costs more than `mepv` on a large bank.
//! - [`mlwi`](crate::SelectionRule::Mlwi), [`kl`](crate::SelectionRule::Kl), [`gdi`](crate::SelectionRule::Gdi): the same
//!   ideas without a prior, to go with MLE.
//! - [`b-opt`](crate::SelectionRule::BOpt), [`th-opt`](crate::SelectionRule::ThOpt): the nearest item, whatever its
//!   discrimination. Under 1PL this is maximum information; under other models it spares the discriminating items.
//! - [`progressive`](crate::SelectionRule::Progressive), [`proportional`](crate::SelectionRule::Proportional): chance at first,
//!   information towards the end. They give up a little precision for an even use of the bank.
//! - [`random`](crate::SelectionRule::Random): what the others are compared with.
//!
//! # What a standard error means
//!
//! - EAP: the spread of the posterior, how far the ability may be from theta given answers and prior. It depends on the
//!   answers, and is at most about the prior's own spread.
//! - MLE, WLE, [classic](crate::SeFormula::Classic): the spread of estimates over repeated tests with these items at this
//!   ability. It depends on the answers by way of theta only.
//! - MAP, classic: the spread of the posterior, taken as normal.
//! - [Observed](crate::SeFormula::Observed): the same from the curvature at the answers really given. It is the same as classic
//!   under models whose information does not depend on the response (1PL, 2PL, PCM, GPCM, RSM, NRM).
//! - [Asymptotic](crate::SeFormula::Asymptotic): for MAP and WLE the spread of the estimates themselves. For MAP it is smaller
//!   than the classic one, as the prior holds the estimates together, and says nothing of their bias: do not stop a test by it.
//! - At a bound it is the formula's value there, and not the distance to the ability.
//!
//! Standard errors of different estimators are different things. A rule that stops at 0.3 under EAP stops earlier than
//! under MLE, because the prior counts as information.
//!
//! # From mirt to here
//!
//! mirt writes `a theta + d` with an *intercept* `d` and `D = 1`. Our `d` is the upper asymptote.
//!
//! | mirt (`coef`, default parameterisation) | here, in a bank with [`Metric::LOGISTIC`](crate::Metric::LOGISTIC) |
//! |---|---|
//! | `2PL` to `4PL`: `a1, d, g, u` | [`FourPl::from_slope_intercept`](crate::FourPl::from_slope_intercept) |
//! | `graded`: `a1, d1, d2, …` | [`Graded::from_slope_intercepts`](crate::Graded::from_slope_intercepts) |
//! | `gpcm`: `a1, d1, d2, …` (`ak0 = 0, ak1 = 1, …`, `d0 = 0`) | [`GeneralizedPartialCredit::from_slope_intercepts`](crate::GeneralizedPartialCredit::from_slope_intercepts) |
//! | `nominal`: `a1, ak0, ak1, …, d0, d1, …` | [`Nominal::from_slope_intercepts`](crate::Nominal::from_slope_intercepts) |
//! | `coef(…, IRTpars = TRUE)` | the constructors `new` |
//!
//! `fscores` takes EAP on 61 nodes over ±6 by default: set `[quadrature]` alike to compare digits.
//!
//! ```
//! use irt_core::{FourPl, GeneralizedPartialCredit, Graded};
//!
//! let dichotomous = FourPl::from_slope_intercept(1.2, -0.6, 0.2, 1.0)?;
//! assert_eq!(dichotomous.b(), 0.5);
//! let graded = Graded::from_slope_intercepts(2.0, &[1.0, -3.0])?;
//! assert_eq!(graded.thresholds(), [-0.5, 1.5]);
//! let credit = GeneralizedPartialCredit::from_slope_intercepts(0.5, &[0.5, 0.0])?;
//! assert_eq!(credit.steps(), [-1.0, 1.0]);
//! # Ok::<(), irt_core::ParameterError>(())
//! ```
//!
//! # From catR to here
//!
//! | catR | here |
//! |---|---|
//! | rows `a, b, c, d` | [`FourPl::new`](crate::FourPl::new) |
//! | `GRM` `a, b1, …`; `MGRM` `a, b, c1, …` | [`Graded::new`](crate::Graded::new), [`ModifiedGraded::new`](crate::ModifiedGraded::new) |
//! | `PCM` `d1, …`; `GPCM` `a, d1, …`; `RSM` `lambda, d1, …` | [`PartialCredit::new`](crate::PartialCredit::new), [`GeneralizedPartialCredit::new`](crate::GeneralizedPartialCredit::new), [`RatingScale::new`](crate::RatingScale::new) |
//! | `NRM` `a1, c1, a2, c2, …` | [`Nominal::new`](crate::Nominal::new) |
//! | `D` of each call | [`Metric`](crate::Metric), once per bank |
//! | `thetaEst`: `ML`, `BM`, `EAP`, `WL`, `ROB` | [`Estimator`](crate::Estimator): `Mle`, `Map`, `Eap`, `Wle`, `Huber` or `Tukey` |
//! | `constantPatt`: `EAP`, `BM`, `WL`, `fixed4`, `fixed7` | [`ConstantPattern`](crate::ConstantPattern): `Eap`, `Map`, `Wle`, `Step` with a step of 0.4 or 0.7 |
//! | `priorDist`: `norm`, `unif`, `Jeffreys` | [`Prior`](crate::Prior) |
//! | `parInt = c(-4, 4, 33)` | [`Quadrature`](crate::Quadrature), the same trapezoid rule |
//! | `range = c(-4, 4)` | [`Bounds`](crate::Bounds) |
//! | `semTheta`; `sem.type = "new"` | [`SeFormula::Classic`](crate::SeFormula::Classic); [`SeFormula::Asymptotic`](crate::SeFormula::Asymptotic) |
//! | `Pi`, `Ii`, `Ji`, `OIi` | `category_probabilities`, `information`, `warm_term`, `observed_information` of [`ItemModel`](crate::ItemModel) |
//!
//! Results agree but for these: catR's maxima are good to four digits; of several maxima it returns any, we the highest; it
//! leaves `D` out of some derivatives (see `docs/numerics.md`).
