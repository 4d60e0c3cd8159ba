//! Functions timed beside each other.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often each function has its turn.
const ROUNDS: usize = 151;
/// How long a turn lasts, about.
const TURN: Duration = Duration::from_millis(2);
/// How many inputs are made before a turn of a function that takes its input by value.
const PREPARED: usize = 128;

/// Functions that do the same work, timed in turn, round after round.
///
/// A machine that is slow for a while is then slow for all of them, and the ratio within a round stays what it is.
/// Medians over the rounds leave out those in which one of them was interrupted.
#[derive(Default)]
pub struct Race<'a> {
    contestants: Vec<Contestant<'a>>,
}

struct Contestant<'a> {
    name: &'static str,
    /// Does the work about so many times; answers how many times, and how long that took.
    turn: Box<dyn FnMut(usize) -> (usize, Duration) + 'a>,
    /// How many things are done in one call.
    things: usize,
}

impl<'a> Race<'a> {
    /// A race without contestants.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a function that does `things` things in one call.
    #[must_use]
    pub fn enter<T>(mut self, name: &'static str, things: usize, mut work: impl FnMut() -> T + 'a) -> Self {
        let turn = move |times| {
            // The one before left its own things in the caches.
            black_box(work());
            let start = Instant::now();
            for _ in 0..times {
                black_box(work());
            }
            (times, start.elapsed())
        };
        self.contestants.push(Contestant { name, turn: Box::new(turn), things });
        self
    }

    /// Adds a function that takes its input by value; making the input is not timed.
    #[must_use]
    pub fn enter_with<I: 'a, T>(
        mut self,
        name: &'static str,
        mut prepare: impl FnMut() -> I + 'a,
        mut work: impl FnMut(I) -> T + 'a,
    ) -> Self {
        let mut inputs = Vec::with_capacity(PREPARED);
        let turn = move |times: usize| {
            black_box(work(prepare()));
            let mut took = Duration::ZERO;
            let turns = times.div_ceil(PREPARED);
            for _ in 0..turns {
                inputs.extend((0..PREPARED).map(|_| prepare()));
                let start = Instant::now();
                for input in inputs.drain(..) {
                    black_box(work(input));
                }
                took += start.elapsed();
            }
            (turns * PREPARED, took)
        };
        self.contestants.push(Contestant { name, turn: Box::new(turn), things: 1 });
        self
    }

    /// Runs all rounds.
    #[must_use]
    pub fn run(mut self) -> Times {
        let counts: Vec<usize> = self.contestants.iter_mut().map(Contestant::calibrate).collect();
        let mut rows: Vec<(&'static str, Vec<f64>)> =
            self.contestants.iter().map(|contestant| (contestant.name, Vec::new())).collect();
        for _ in 0..ROUNDS {
            for ((contestant, count), (_, row)) in self.contestants.iter_mut().zip(&counts).zip(&mut rows) {
                row.push(contestant.nanoseconds(*count));
            }
        }
        Times { rows }
    }
}

impl Contestant<'_> {
    fn nanoseconds(&mut self, times: usize) -> f64 {
        let (times, took) = (self.turn)(times);
        took.as_secs_f64() * 1e9 / (times * self.things) as f64
    }

    /// How many calls a turn takes; warms up on the way.
    fn calibrate(&mut self) -> usize {
        let mut times = 1;
        loop {
            let (done, took) = (self.turn)(times);
            if took >= TURN {
                return done;
            }
            times = done * 2;
        }
    }
}

/// What a race took, per thing done.
pub struct Times {
    rows: Vec<(&'static str, Vec<f64>)>,
}

impl Times {
    /// The median, in nanoseconds.
    pub fn nanoseconds(&self, name: &str) -> f64 {
        median(self.row(name).to_vec())
    }

    /// How many times as long as `base` a contestant takes: the median of the rounds' ratios.
    pub fn ratio(&self, name: &str, base: &str) -> f64 {
        median(self.row(name).iter().zip(self.row(base)).map(|(own, base)| own / base).collect())
    }

    /// Prints all of them; ratios are to the first.
    pub fn print(&self, title: &str) {
        println!("\n{title}");
        let Some((base, _)) = self.rows.first() else { return };
        for (name, _) in &self.rows {
            println!("  {name:<38} {:>11.1} ns {:>8.2}", self.nanoseconds(name), self.ratio(name, base));
        }
    }

    fn row(&self, name: &str) -> &[f64] {
        self.rows.iter().find(|(own, _)| *own == name).map_or(&[], |(_, row)| row)
    }
}

/// The median.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
