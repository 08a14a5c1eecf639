//! Signed requests: whoever holds one may do exactly that one thing, for a short time.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use chrono::TimeDelta;
use katalusis_domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{FileError, FileStore};

/// How long an upload may wait before it begins.
const UPLOAD_VALID_FOR: TimeDelta = TimeDelta::minutes(15);
/// How long a download link works.
const DOWNLOAD_VALID_FOR: Duration = Duration::from_mins(5);

/// A request that uploads one file of one size and type.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignedUpload {
    /// Always `PUT`.
    #[schema(example = "PUT")]
    pub method: &'static str,
    /// Where to send the file.
    #[schema(example = "https://files.example.com/uploads/…?X-Amz-Signature=…")]
    pub url: String,
    /// Headers that must be sent exactly so.
    pub headers: BTreeMap<String, String>,
    /// Until when the upload may begin.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

impl FileStore {
    /// A request that puts exactly `size` bytes of `content_type` at `key`: S3 refuses anything else.
    pub async fn sign_upload(
        &self,
        key: &str,
        size: i64,
        content_type: &str,
        now: Timestamp,
    ) -> Result<SignedUpload, FileError> {
        let valid_for = UPLOAD_VALID_FOR.to_std().map_err(FileError::new)?;
        let signed = self
            .client
            .put_object()
            .bucket(&*self.bucket)
            .key(key)
            .content_length(size)
            .content_type(content_type)
            .presigned(PresigningConfig::expires_in(valid_for).map_err(FileError::new)?)
            .await
            .map_err(FileError::from_sdk)?;
        let headers = signed.headers().filter(|(name, _)| *name != "host");
        Ok(SignedUpload {
            method: "PUT",
            url: signed.uri().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            expires_at: now + UPLOAD_VALID_FOR,
        })
    }

    /// A link that downloads what lies at `key` under the name `file_name`, for five minutes. A browser saves
    /// it and never shows it.
    pub async fn sign_download(&self, key: &str, file_name: &str) -> Result<String, FileError> {
        self.sign_download_of(key, None, file_name).await
    }

    /// The same for one version of what lies there.
    pub async fn sign_download_of(
        &self,
        key: &str,
        version_id: Option<&str>,
        file_name: &str,
    ) -> Result<String, FileError> {
        let signed = self
            .client
            .get_object()
            .bucket(&*self.bucket)
            .key(key)
            .set_version_id(version_id.map(str::to_owned))
            .response_content_disposition(disposition(file_name))
            .presigned(PresigningConfig::expires_in(DOWNLOAD_VALID_FOR).map_err(FileError::new)?)
            .await
            .map_err(FileError::from_sdk)?;
        Ok(signed.uri().to_owned())
    }
}

/// `Content-Disposition` (RFC 6266): a plain name for old clients, the real one percent-encoded.
fn disposition(file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded = percent_encoded(file_name);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// Every byte but letters, digits and `-_.` as `%XX`.
pub(crate) fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
