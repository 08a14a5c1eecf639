//! How fast an import goes, and when it will have ended.

use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Timestamp;

/// How fast an import goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Speed {
    /// Rows per second, since the present step began.
    #[schema(example = 2150.5)]
    pub rows_per_second: f64,
    /// When the present step will have ended at this speed; `null` while it is not known how many rows there are.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub estimated_end: Option<Timestamp>,
}

impl Speed {
    /// The speed of a step that has done so many rows since it began, and has as many left, if that is known. `None`
    /// before anything was done.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "rows and milliseconds of an import are far below what a double holds exactly"
    )]
    pub fn of(done: i64, left: Option<i64>, since: Timestamp, now: Timestamp) -> Option<Self> {
        let millis = now.millis() - since.millis();
        if done <= 0 || millis <= 0 {
            return None;
        }
        let rows_per_second = (done as f64 * 10_000.0 / millis as f64).round() / 10.0;
        let to_go = |left: i64| left as f64 * millis as f64 / done as f64;
        Some(Self {
            rows_per_second,
            estimated_end: left.map(|left| now + TimeDelta::milliseconds(to_go(left).ceil() as i64)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn the_rest_takes_as_long_as_what_was_done_took() {
        let speed = Speed::of(1_000, Some(3_000), at(0), at(500)).unwrap();
        assert_eq!(speed.estimated_end, Some(at(2_000)));
        assert!((speed.rows_per_second - 2_000.0).abs() < f64::EPSILON);
        let reading = Speed::of(1, None, at(0), at(3_000)).unwrap();
        assert_eq!(reading.estimated_end, None);
        assert!((reading.rows_per_second - 0.3).abs() < f64::EPSILON);
    }

    #[test]
    fn before_anything_was_done_there_is_no_speed() {
        assert_eq!(Speed::of(0, Some(10), at(0), at(500)), None);
        assert_eq!(Speed::of(5, Some(10), at(500), at(500)), None);
        assert_eq!(Speed::of(5, Some(10), at(500), at(400)), None);
    }
}
