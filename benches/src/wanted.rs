//! What the figures are held against.

/// A list of figures with their bounds, printed at the end of a benchmark.
#[derive(Default)]
pub struct Wanted {
    lines: Vec<String>,
}

impl Wanted {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// A figure that should be no less than the bound.
    pub fn at_least(&mut self, what: &str, bound: f64, is: f64) {
        self.line(what, ">=", bound, is, is >= bound);
    }

    /// A figure that should be no more than the bound.
    pub fn at_most(&mut self, what: &str, bound: f64, is: f64) {
        self.line(what, "<=", bound, is, is <= bound);
    }

    /// Prints the list.
    pub fn print(&self) {
        println!("\nwanted");
        for line in &self.lines {
            println!("  {line}");
        }
    }

    fn line(&mut self, what: &str, sign: &str, bound: f64, is: f64, held: bool) {
        let verdict = if held { "" } else { "  MISSED" };
        self.lines.push(format!("{what:<52} {sign} {bound:<6} is {is:.2}{verdict}"));
    }
}
