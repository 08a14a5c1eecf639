//! One bucket.

use std::path::Path;
use std::sync::Arc;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use futures::stream::{self, StreamExt, TryStreamExt};
use katalusis_domain::cause::chain;

/// The versions of so many objects are listed at the same time.
const LISTED_TOGETHER: usize = 8;
/// S3 deletes this many objects at a time.
const DELETE_AT_ONCE: usize = 1000;

/// A bucket and the client to reach it, cheap to clone.
#[derive(Clone)]
pub struct FileStore {
    pub(crate) client: Client,
    pub(crate) bucket: Arc<str>,
}

/// What S3 knows of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Bytes.
    pub size: i64,
    /// As it was uploaded.
    pub content_type: String,
    /// What a browser would do to the content before it shows or saves it, e.g. `gzip`.
    pub content_encoding: Option<String>,
    /// Names this content; a later upload to the same key has another.
    pub version_id: Option<String>,
    /// Another name for the content.
    pub etag: String,
}

/// Which content at a key is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pin<'a> {
    /// This version, in a bucket that keeps versions.
    pub version_id: Option<&'a str>,
    /// The content with this `ETag`, where there is no version; without quotes.
    pub etag: Option<&'a str>,
}

/// An object that is being read.
#[derive(Debug)]
pub struct OpenFile {
    /// Bytes.
    pub size: i64,
    /// The content, as it arrives.
    pub content: ByteStream,
}

/// S3 did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[error("the file store failed: {0}")]
pub struct FileError(String);

impl FileError {
    #[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
    pub(crate) fn from_sdk<E: std::error::Error + 'static, R: std::fmt::Debug + 'static>(
        error: SdkError<E, R>,
    ) -> Self {
        Self(chain(&error))
    }

    /// Something else than S3 failed while a file was fetched or put there: a disk, as a rule.
    pub fn new(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl FileStore {
    /// The bucket of this name.
    pub fn new(client: Client, bucket: impl Into<Arc<str>>) -> Self {
        Self {
            client,
            bucket: bucket.into(),
        }
    }

    /// What lies at `key`, if anything.
    pub async fn head(&self, key: &str) -> Result<Option<StoredFile>, FileError> {
        self.head_version(key, None).await
    }

    /// What lies at `key`, of one version if it is given, if anything.
    pub async fn head_version(
        &self,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<Option<StoredFile>, FileError> {
        match self
            .client
            .head_object()
            .bucket(&*self.bucket)
            .key(key)
            .set_version_id(version_id.map(str::to_owned))
            .send()
            .await
        {
            Ok(head) => Ok(Some(StoredFile {
                size: head.content_length().unwrap_or_default(),
                content_type: head.content_type().unwrap_or_default().to_owned(),
                content_encoding: head.content_encoding().map(str::to_owned),
                version_id: head.version_id().map(str::to_owned),
                etag: head.e_tag().unwrap_or_default().to_owned(),
            })),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(HeadObjectError::is_not_found) =>
            {
                Ok(None)
            }
            Err(error) => Err(FileError::from_sdk(error)),
        }
    }

    /// The content at `key`, of one version if it is given, as it arrives.
    pub async fn read(&self, key: &str, version_id: Option<&str>) -> Result<ByteStream, FileError> {
        let got = self
            .client
            .get_object()
            .bucket(&*self.bucket)
            .key(key)
            .set_version_id(version_id.map(str::to_owned))
            .send()
            .await
            .map_err(FileError::from_sdk)?;
        Ok(got.body)
    }

    /// The content at `key` with its size; `None` if what is meant is not there (any more).
    pub async fn open(&self, key: &str, pin: Pin<'_>) -> Result<Option<OpenFile>, FileError> {
        let etag = pin.etag.filter(|_| pin.version_id.is_none());
        let got = self
            .client
            .get_object()
            .bucket(&*self.bucket)
            .key(key)
            .set_version_id(pin.version_id.map(str::to_owned))
            .set_if_match(etag.map(|etag| format!("\"{etag}\"")))
            .send()
            .await;
        match got {
            Ok(got) => Ok(Some(OpenFile {
                size: got.content_length().unwrap_or_default(),
                content: got.body,
            })),
            // A version that is gone, and a content that was overwritten, have error codes of their own, which the
            // SDK's types do not know.
            Err(error)
                if matches!(
                    error.as_service_error().and_then(ProvideErrorMetadata::code),
                    Some("NoSuchKey" | "NoSuchVersion" | "PreconditionFailed")
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(FileError::from_sdk(error)),
        }
    }

    /// Puts bytes at `key`.
    pub async fn write(
        &self,
        key: &str,
        content: impl Into<ByteStream>,
        content_type: &str,
    ) -> Result<(), FileError> {
        self.put(key, content.into(), content_type).await
    }

    /// Puts the file at `path` at `key`, in bounded memory.
    pub async fn write_file(&self, key: &str, path: &Path, content_type: &str) -> Result<(), FileError> {
        let content = ByteStream::from_path(path).await.map_err(FileError::new)?;
        self.put(key, content, content_type).await
    }

    async fn put(&self, key: &str, content: ByteStream, content_type: &str) -> Result<(), FileError> {
        self.client
            .put_object()
            .bucket(&*self.bucket)
            .key(key)
            .content_type(content_type)
            .body(content)
            .send()
            .await
            .map_err(FileError::from_sdk)?;
        Ok(())
    }

    /// Removes what lies at these keys, with all that ever lay there: the bucket keeps versions, and these would
    /// outlive the key. What is not there is no error.
    pub async fn delete(&self, keys: &[String]) -> Result<(), FileError> {
        let versions: Vec<ObjectIdentifier> = stream::iter(keys.to_vec())
            .map(|key| self.versions(key))
            .buffer_unordered(LISTED_TOGETHER)
            .try_concat()
            .await?;
        for versions in versions.chunks(DELETE_AT_ONCE) {
            let delete = Delete::builder()
                .set_objects(Some(versions.to_vec()))
                .quiet(true)
                .build()
                .map_err(FileError::new)?;
            let deleted = self
                .client
                .delete_objects()
                .bucket(&*self.bucket)
                .delete(delete)
                .send()
                .await
                .map_err(FileError::from_sdk)?;
            // S3 says yes to the request as a whole also when it refused some of it.
            if let [first, ..] = deleted.errors() {
                let reason = first.message().or(first.code()).unwrap_or("for no given reason");
                let kept = format!("{} files were not removed: {reason}", deleted.errors().len());
                return Err(FileError::new(std::io::Error::other(kept)));
            }
        }
        Ok(())
    }

    /// Every version and every mark of a deletion at exactly this key.
    async fn versions(&self, key: String) -> Result<Vec<ObjectIdentifier>, FileError> {
        let mut found = Vec::new();
        let mut after: (Option<String>, Option<String>) = (None, None);
        loop {
            let listed = self
                .client
                .list_object_versions()
                .bucket(&*self.bucket)
                .prefix(&key)
                .set_key_marker(after.0)
                .set_version_id_marker(after.1)
                .send()
                .await
                .map_err(FileError::from_sdk)?;
            let versions = listed
                .versions()
                .iter()
                .map(|version| (version.key(), version.version_id()));
            let marks = listed
                .delete_markers()
                .iter()
                .map(|mark| (mark.key(), mark.version_id()));
            for (_, version) in versions.chain(marks).filter(|(of, _)| *of == Some(&key)) {
                let object = ObjectIdentifier::builder()
                    .key(&key)
                    .set_version_id(version.map(str::to_owned));
                found.push(object.build().map_err(FileError::new)?);
            }
            if !listed.is_truncated().unwrap_or_default() {
                return Ok(found);
            }
            after = (
                listed.next_key_marker().map(str::to_owned),
                listed.next_version_id_marker().map(str::to_owned),
            );
        }
    }
}
