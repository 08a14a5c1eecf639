//! What a number format makes of a number: a day, a time, a percentage, or a number.

/// What a cell's number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NumberForm {
    /// Itself.
    #[default]
    Number,
    /// A hundredth of what is shown.
    Percent,
    /// Days since the workbook's epoch; the time of day counts where there is one.
    Day,
    /// The same, shown with the time of day.
    DayAndTime,
    /// A time of day.
    Time,
    /// Hours and minutes that may be more than a day's.
    Duration,
}

impl NumberForm {
    /// That of a format which every workbook has.
    pub(crate) fn built_in(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            // From 27 on in East Asia.
            14..=17 | 27..=31 | 36 | 50..=54 | 57..=58 => Self::Day,
            18..=21 | 32..=35 | 45 | 47 | 55..=56 => Self::Time,
            22 => Self::DayAndTime,
            46 => Self::Duration,
            _ => Self::Number,
        }
    }

    /// That of a format by its code, e.g. `[$-407]dd/mm/yyyy hh:mm;@`: its first section decides.
    pub(crate) fn of_code(code: &str) -> Self {
        let (mut days, mut clock, mut months_or_minutes, mut percent) = (false, false, false, false);
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            match c {
                ';' => break,
                '"' => while rest.next().is_some_and(|c| c != '"') {},
                // The next character stands for itself, for its width, or for a filling.
                '\\' | '_' | '*' => drop(rest.next()),
                '[' => {
                    let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    let inside = inside.to_ascii_lowercase();
                    let elapsed = ['h', 'm', 's']
                        .iter()
                        .any(|unit| inside.chars().all(|c| c == *unit));
                    if elapsed && !inside.is_empty() {
                        return Self::Duration;
                    }
                }
                'y' | 'Y' | 'd' | 'D' => days = true,
                'h' | 'H' | 's' | 'S' => clock = true,
                'm' | 'M' => months_or_minutes = true,
                '%' => percent = true,
                // `General` has letters of neither dates nor times, but for none.
                'g' | 'G' if rest.as_str().to_ascii_lowercase().starts_with("eneral") => {
                    rest = rest.as_str()["eneral".len()..].chars();
                }
                _ => {}
            }
        }
        match (days || (months_or_minutes && !clock), clock) {
            (true, true) => Self::DayAndTime,
            (true, false) => Self::Day,
            (false, true) => Self::Time,
            (false, false) if percent => Self::Percent,
            (false, false) => Self::Number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart_by_their_code() {
        for (code, expected) in [
            ("General", NumberForm::Number),
            ("0.00", NumberForm::Number),
            ("0.00E+00", NumberForm::Number),
            ("#,##0.00\\ \"Std\"", NumberForm::Number),
            ("[Red]0;[Blue]0", NumberForm::Number),
            ("0.0%", NumberForm::Percent),
            ("dd/mm/yyyy", NumberForm::Day),
            ("[$-407]d\\. mmmm yyyy;@", NumberForm::Day),
            ("mmm", NumberForm::Day),
            ("yyyy-mm-dd hh:mm:ss", NumberForm::DayAndTime),
            ("h:mm AM/PM", NumberForm::Time),
            ("mm:ss.0", NumberForm::Time),
            ("[h]:mm", NumberForm::Duration),
            ("[mm]:ss", NumberForm::Duration),
            ("\"d\"0", NumberForm::Number),
            ("\"", NumberForm::Number),
            ("[", NumberForm::Number),
        ] {
            assert_eq!(NumberForm::of_code(code), expected, "{code}");
        }
        assert_eq!(NumberForm::built_in(14), NumberForm::Day);
        assert_eq!(NumberForm::built_in(0), NumberForm::Number);
    }
}
