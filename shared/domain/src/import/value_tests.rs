use proptest::prelude::*;

use super::*;

fn at(text: &str, order: Option<DateOrder>) -> Option<String> {
    time(text, order).map(|time| time.to_string())
}

#[test]
fn times_are_read_in_the_forms_that_are_certain() {
    let noon = Some("2026-03-31T12:00:00.000Z".to_owned());
    for text in [
        "2026-03-31T12:00:00Z",
        "2026-03-31T14:00:00+02:00",
        "2026-03-31 12:00",
        "2026/03/31 12:00:00",
        "31.03.2026 12:00",
        "31.3.26 12:00",
        "31 Mar 2026 12:00",
        "March 31, 2026, 12:00 PM",
        "31-Mar-2026 12:00",
    ] {
        assert_eq!(at(text, None), noon, "{text}");
    }
    assert_eq!(
        at("2026-03-31", None),
        Some("2026-03-31T00:00:00.000Z".to_owned())
    );
    for wrong in [
        "31/31/2026",
        "3/4/2026",
        "2026-02-30",
        "31.13.2026",
        "soon",
        "0026-03-31",
        "99999-01-01",
        "+12026-01-01",
        "2026-03-31 at noon",
        "3/4",
        "1.2",
    ] {
        assert_eq!(at(wrong, None), None, "{wrong}");
    }
}

#[test]
fn the_order_says_which_number_is_the_day() {
    let (day_first, month_first) = (Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst));
    let date = |text: &str, order| day(text, order).map(|day| day.to_string());
    assert_eq!(date("3/4/2026", day_first).as_deref(), Some("2026-04-03"));
    assert_eq!(date("3/4/2026", month_first).as_deref(), Some("2026-03-04"));
    assert_eq!(date("03-04-26 9:30", day_first).as_deref(), Some("2026-04-03"));
    assert_eq!(date("31/3/2026", month_first), None);
    assert_eq!(date("3/3/2026", None).as_deref(), Some("2026-03-03"));
    assert_eq!(date("3.4.2026", month_first).as_deref(), Some("2026-04-03"));
    assert_eq!(
        at("3/31/2026 9:30 PM", month_first).as_deref(),
        Some("2026-03-31T21:30:00.000Z")
    );
}

#[test]
fn numbers_are_finite_and_plain() {
    assert_eq!(number("-12.50", None), Some(-12.5));
    assert_eq!(number("1e3", None), Some(1000.0));
    for wrong in [
        "inf", "NaN", "1,50", "1,234", "1e999", "", "0x10", "ten", "%", "1.2.3", "12 34",
    ] {
        assert_eq!(number(wrong, None), None, "{wrong}");
    }
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let (point, comma) = (Some(DecimalMark::Point), Some(DecimalMark::Comma));
    for (text, mark, expected) in [
        ("1,234.50", point, 1234.5),
        ("1.234,50", comma, 1234.5),
        ("1.234", comma, 1234.0),
        ("1,234", point, 1234.0),
        ("1,5", comma, 1.5),
        ("1.5", point, 1.5),
        ("50%", None, 0.5),
        ("1.1 %", None, 0.011),
        ("12,5 %", comma, 0.125),
        ("1 234,5", comma, 1234.5),
        ("1'234.50", point, 1234.5),
        ("€ 1.234,50", comma, 1234.5),
        ("-$5.00", point, -5.0),
        ("(5.00)", point, -5.0),
        ("\u{2212}7", None, -7.0),
        (".5", point, 0.5),
    ] {
        assert_eq!(number(text, mark), Some(expected), "{text}");
    }
    for (text, mark) in [
        ("1.5", comma),
        ("1,5", point),
        ("12,34,567", point),
        ("0.123", comma),
        ("1,234,56", comma),
    ] {
        assert_eq!(number(text, mark), None, "{text}");
    }
}

#[test]
fn separators_tell_of_the_decimal_mark() {
    for (text, expected) in [
        ("1234", Some(Figures::Plain)),
        ("12.50", Some(Figures::Point)),
        ("0.125", Some(Figures::Point)),
        ("1,234,567", Some(Figures::Point)),
        ("12,5", Some(Figures::Comma)),
        ("1.234,50", Some(Figures::Comma)),
        ("1.234", Some(Figures::Either)),
        ("1,234", Some(Figures::Either)),
        ("1.2.3", None),
        ("3/4/2026", None),
        ("a", None),
    ] {
        assert_eq!(figures(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn a_number_is_read_back_however_it_is_written(cents in -9_999_999_i64..=9_999_999, comma: bool, grouped: bool) {
        let sign = if cents < 0 { "-" } else { "" };
        let whole = (cents.abs() / 100).to_string();
        let (thousands, mark) = if comma { ('.', ',') } else { (',', '.') };
        let mut written = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if grouped && index > 0 && (whole.len() - index).is_multiple_of(3) {
                written.push(thousands);
            }
            written.push(digit);
        }
        let text = format!("{sign}{written}{mark}{:02}", cents.abs() % 100);
        let order = if comma { DecimalMark::Comma } else { DecimalMark::Point };
        let expected: f64 = format!("{sign}{whole}.{:02}", cents.abs() % 100).parse().unwrap();
        prop_assert_eq!(number(&text, Some(order)), Some(expected));
        let evidence = figures(&text);
        prop_assert_eq!(evidence, Some(if comma { Figures::Comma } else { Figures::Point }));
    }

    #[test]
    fn no_text_is_too_strange(text in "[0-9/.,:%()€ \\-ae]{0,20}") {
        let _ = (time(&text, Some(DateOrder::DayFirst)), day(&text, None), figures(&text));
        let _ = (number(&text, Some(DecimalMark::Comma)), day_and_month(&text));
    }
}
