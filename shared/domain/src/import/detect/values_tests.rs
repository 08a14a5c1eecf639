use proptest::prelude::*;

use super::*;
use crate::import::cell::Cell;

fn found(names: &[&str], rows: &[&[&str]], read_as: &ReadAs) -> Values {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let rows: Vec<_> = (2..)
        .zip(rows)
        .map(|(number, cells)| SampleRow {
            number,
            cells: cells.iter().map(|text| Cell::from(*text)).collect(),
        })
        .collect();
    values(&names, &rows, read_as)
}

fn sure(belief: Option<&Belief>) -> Option<Sure> {
    belief.map(|belief| belief.sure)
}

#[test]
fn one_date_that_can_be_read_in_one_way_only_decides_for_its_column() {
    let day_first = found(
        &["Due"],
        &[&["3/4/2026"], &["31/3/2026"], &[""]],
        &ReadAs::default(),
    );
    assert_eq!(day_first.date_order, Some(DateOrder::DayFirst));
    assert_eq!(sure(day_first.date_belief.as_ref()), Some(Sure::Certain));
    let month_first = found(
        &["Due"],
        &[&["3/4/26 9:30"], &["3/31/26 10:00"]],
        &ReadAs::default(),
    );
    assert_eq!(month_first.form("Due").date_order, Some(DateOrder::MonthFirst));
}

#[test]
fn columns_may_differ_and_an_open_one_follows_the_others() {
    let rows: [&[&str]; 2] = [&["31/3/2026", "3/31/2026", "x"], &["1/2/2026", "1/2/2026", "y"]];
    let both = found(&["A", "B", "C"], &rows, &ReadAs::default());
    assert_eq!(both.form("A").date_order, Some(DateOrder::DayFirst));
    assert_eq!(both.form("B").date_order, Some(DateOrder::MonthFirst));
    assert_eq!(both.date_order, None);
    let rows: [&[&str]; 2] = [&["31/3/2026", "3/4/2026"], &["1/2/2026", "1/2/2026"]];
    let follows = found(&["A", "B"], &rows, &ReadAs::default());
    assert_eq!(follows.form("B").date_order, Some(DateOrder::DayFirst));
    assert_eq!(follows.columns[1].confidence.sure, Sure::Likely);
}

#[test]
fn what_nobody_can_tell_is_left_open_and_shown() {
    let open = found(&["Due", "Amount"], &[&["3/4/2026", "1,234"]], &ReadAs::default());
    assert_eq!((open.date_order, open.decimal_mark), (None, None));
    assert_eq!(sure(open.date_belief.as_ref()), Some(Sure::Guessed));
    assert_eq!(sure(open.decimal_belief.as_ref()), Some(Sure::Guessed));
    assert_eq!(open.columns.len(), 2);
    let none = found(&["Due", "Amount"], &[&["2026-03-04", "12"]], &ReadAs::default());
    assert_eq!(none, Values::default());
}

#[test]
fn what_is_given_is_not_decided() {
    let read_as = ReadAs {
        date_order: Some(DateOrder::MonthFirst),
        decimal_mark: Some(DecimalMark::Comma),
        ..ReadAs::default()
    };
    let given = found(&["Due", "Amount"], &[&["31/3/2026", "1.50"]], &read_as);
    assert_eq!(given.form("Due").date_order, Some(DateOrder::MonthFirst));
    assert_eq!(given.form("Amount").decimal_mark, Some(DecimalMark::Comma));
    assert_eq!(given.form("Other").decimal_mark, Some(DecimalMark::Comma));
    assert_eq!(sure(given.date_belief.as_ref()), Some(Sure::Given));
}

#[test]
fn a_decimal_comma_tells_of_the_dates_too() {
    let comma = found(
        &["Due", "Amount"],
        &[&["3/4/2026", "1.234,50"], &["4/4/2026", "12,0"]],
        &ReadAs::default(),
    );
    assert_eq!(comma.decimal_mark, Some(DecimalMark::Comma));
    assert_eq!(comma.date_order, Some(DateOrder::DayFirst));
    assert_eq!(sure(comma.date_belief.as_ref()), Some(Sure::Likely));
    let point = found(&["Amount"], &[&["1,234.50"], &["1,234"]], &ReadAs::default());
    assert_eq!(point.form("Amount").decimal_mark, Some(DecimalMark::Point));
}

#[test]
fn values_with_types_have_no_say() {
    let names = ["Amount".to_owned()];
    let typed = Cell {
        text: "1234.5",
        kind: CellKind::Typed,
    };
    let rows = [
        SampleRow {
            number: 2,
            cells: vec![typed],
        },
        SampleRow {
            number: 3,
            cells: vec![Cell::from("2,5")],
        },
    ];
    let found = values(&names, &rows, &ReadAs::default());
    assert_eq!(found.form("Amount").decimal_mark, Some(DecimalMark::Comma));
}

proptest! {
    /// Whatever days a column holds: if any of them tells, it tells the truth.
    #[test]
    fn the_order_is_never_the_wrong_one(days in prop::collection::vec((1_u32..=28, 1_u32..=12), 1..30), month_first: bool) {
        let texts: Vec<String> = days
            .iter()
            .map(|(day, month)| if month_first { format!("{month}/{day}/2026") } else { format!("{day}/{month}/2026") })
            .collect();
        let rows: Vec<Vec<&str>> = texts.iter().map(|text| vec![text.as_str()]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let truth = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
        let tells = days.iter().any(|(day, _)| *day > 12);
        prop_assert_eq!(found(&["Due"], &rows, &ReadAs::default()).date_order, tells.then_some(truth));
    }

    #[test]
    fn any_cells_have_some_form(cells in prop::collection::vec("[0-9/.,:% a]{0,12}", 0..30)) {
        let rows: Vec<Vec<&str>> = cells.iter().map(|text| vec![text.as_str()]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let _ = found(&["A"], &rows, &ReadAs::default());
    }
}
