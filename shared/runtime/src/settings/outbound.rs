//! Settings of calls to addresses that people chose.

use std::time::Duration;

use katalusis_outbound::{Limits, Networks};

use super::Reader;

/// What calls to the outside may reach and cost.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// `OUTBOUND_ALLOWED_NETWORKS`: the inner networks that may be called as well, like `10.1.0.0/16,192.168.1.7`; none by
    /// default. `OUTBOUND_TIMEOUT_SECONDS`: how long a call may take, 1 to 60 seconds, 30 by default: what takes
    /// longer would outlive the lease of whoever called.
    pub limits: Limits,
}

impl Outbound {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let networks = reader.optional("OUTBOUND_ALLOWED_NETWORKS").unwrap_or_default();
        let networks = reader.checked("OUTBOUND_ALLOWED_NETWORKS", networks.parse::<Networks>());
        let seconds = match reader.optional("OUTBOUND_TIMEOUT_SECONDS") {
            None => Ok(30),
            Some(text) => match text.parse() {
                Ok(seconds @ 1..=60) => Ok(seconds),
                _ => Err(format!("\"{text}\" is not a number of seconds from 1 to 60")),
            },
        };
        let seconds: Option<u64> = reader.checked("OUTBOUND_TIMEOUT_SECONDS", seconds);
        Some(Self {
            limits: Limits {
                networks: networks?,
                time: Duration::from_secs(seconds?),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{SettingsError, read_from};
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Outbound, SettingsError> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        read_from(variables.collect::<BTreeMap<_, _>>(), Outbound::read)
    }

    #[test]
    fn nothing_inside_is_allowed_unless_it_is_named() {
        let inside = "10.1.2.3".parse().unwrap();
        let limits = read(&[]).unwrap().limits;
        assert!(!limits.networks.permit(inside));
        assert_eq!(limits.time, Duration::from_secs(30));
        let limits = read(&[
            ("OUTBOUND_ALLOWED_NETWORKS", "192.168.1.7, 10.1.0.0/16"),
            ("OUTBOUND_TIMEOUT_SECONDS", "5"),
        ]);
        let limits = limits.unwrap().limits;
        assert!(limits.networks.permit(inside));
        assert_eq!(limits.time, Duration::from_secs(5));
    }

    #[test]
    fn one_error_names_both() {
        let error = read(&[
            ("OUTBOUND_ALLOWED_NETWORKS", "169.254.169.254"),
            ("OUTBOUND_TIMEOUT_SECONDS", "0"),
        ]);
        let text = error.unwrap_err().to_string();
        assert!(text.contains("OUTBOUND_ALLOWED_NETWORKS: 169.254.169.254/32 cannot be allowed"));
        assert!(text.contains("OUTBOUND_TIMEOUT_SECONDS: \"0\" is not a number of seconds"));
        assert!(read(&[("OUTBOUND_TIMEOUT_SECONDS", "61")]).is_err());
    }
}
