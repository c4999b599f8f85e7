//! `adaptive demo`: an exam in the terminal, by a person or by a simulated examinee.

mod exam_client;
mod examinee;
mod http;
mod in_process;
mod person;
mod screen;
mod simulee;

use std::io;

use self::exam_client::ExamClient;
use self::examinee::Examinee;
use self::http::HttpClient;
use self::in_process::InProcessClient;
use self::person::Person;
use self::screen::Screen;
use self::simulee::SimulatedExaminee;
use crate::args::DemoArguments;
use crate::seed;

pub(crate) fn run(arguments: &DemoArguments) -> anyhow::Result<()> {
    let seed = arguments.seed.map_or_else(seed::draw, Ok)?;
    let mut client: Box<dyn ExamClient> = match &arguments.url {
        Some(url) => Box::new(HttpClient::new(url, arguments.api_key.as_deref())),
        None => Box::new(InProcessClient::open()?),
    };
    let mut examinee: Box<dyn Examinee> = match arguments.theta {
        Some(theta) => Box::new(SimulatedExaminee::new(theta, seed, client.answer_sheet(&arguments.exam_type)?)),
        None => Box::new(Person::new(io::stdin().lock())),
    };
    let mut screen = Screen::new();
    sit(client.as_mut(), examinee.as_mut(), &mut screen, &arguments.exam_type, seed)?;
    screen.farewell(arguments, seed)
}

/// Sits the exam to its end or until the examinee stops, and shows the report.
fn sit(
    client: &mut dyn ExamClient,
    examinee: &mut dyn Examinee,
    screen: &mut Screen,
    exam_type: &str,
    seed: u64,
) -> anyhow::Result<()> {
    let mut progress = client.start(exam_type, seed)?;
    screen.welcome(&progress, seed)?;
    while let Some(item) = progress.item.take() {
        let Some(answer) = examinee.answer(&item, screen)? else { break };
        let answered = client.answer(&item.item_id, &answer)?;
        screen.answered(&item, &answer, &answered, client.ttl()?)?;
        progress = answered.progress;
    }
    screen.report(&client.complete()?)
}
