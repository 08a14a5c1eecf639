//! What a workbook says of itself: its sheets, its epoch, its number formats.

use std::collections::HashMap;

use katalusis_domain::import::Refused;
use quick_xml::events::Event;

use crate::ReadError;
use crate::cell_value::Epoch;
use crate::limits::{SHEETS, STYLES};
use crate::number_format::NumberForm;
use crate::package::Package;
use crate::xml::{Xml, attribute, short};

/// A workbook, before any of its sheets is read.
pub(crate) struct Workbook {
    pub(crate) package: Package,
    pub(crate) sheets: Vec<SheetPart>,
    pub(crate) epoch: Epoch,
    /// What each style of a cell makes of its number.
    pub(crate) styles: Vec<NumberForm>,
    pub(crate) shared_strings: Option<String>,
}

/// A sheet with cells.
#[derive(Debug, Clone)]
pub(crate) struct SheetPart {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    pub(crate) part: String,
}

/// Where something lies, and what it is.
struct Relation {
    kind: String,
    target: String,
}

impl Workbook {
    /// Reads everything but the sheets.
    pub(crate) fn open(mut package: Package) -> Result<Self, ReadError> {
        let part = workbook_part(&mut package)?;
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
        let relations = relations(&mut package, &format!("{folder}/_rels/{file}.rels"), folder)?;
        let (sheets, epoch) = sheets(&mut package, &part, &relations)?;
        let find = |kind: &str| {
            let mut all = relations.values();
            all.find(|relation| relation.kind == kind)
                .map(|relation| relation.target.clone())
        };
        let styles = match find("styles") {
            Some(part) => styles(&mut package, &part)?,
            None => Vec::new(),
        };
        Ok(Self {
            shared_strings: find("sharedStrings"),
            package,
            sheets,
            epoch,
            styles,
        })
    }
}

fn workbook_part(package: &mut Package) -> Result<String, ReadError> {
    let roots = relations(package, "_rels/.rels", "")?;
    let mut found = roots
        .into_values()
        .filter(|relation| relation.kind == "officeDocument");
    let part = found
        .next()
        .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    if package.has(&part) {
        Ok(part)
    } else {
        Err(Refused::damaged("its list of sheets is missing").into())
    }
}

/// The relations of a part, by id. What lies outside of the workbook is left out.
fn relations(
    package: &mut Package,
    part: &str,
    folder: &str,
) -> Result<HashMap<String, Relation>, ReadError> {
    let mut found = HashMap::new();
    let Some(part) = package.part(part)? else {
        return Ok(found);
    };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                let text = |name| attribute(&tag, name).map(|text| short(&text)).unwrap_or_default();
                // The kind is the last word of an address.
                let kind = text("Type").rsplit('/').next().unwrap_or_default().to_owned();
                let relation = Relation {
                    kind,
                    target: resolved(folder, &text("Target")),
                };
                if text("TargetMode") != "External" && found.len() < SHEETS * 10 {
                    found.insert(text("Id"), relation);
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A path that is relative to a folder, in full.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => drop(path.pop()),
            "." | "" => {}
            part => path.push(part),
        }
    }
    path.join("/")
}

fn sheets(
    package: &mut Package,
    part: &str,
    relations: &HashMap<String, Relation>,
) -> Result<(Vec<SheetPart>, Epoch), ReadError> {
    let missing = || Refused::damaged("its list of sheets is missing");
    let mut xml = Xml::new(package.part(part)?.ok_or_else(missing)?);
    let (mut sheets, mut epoch) = (Vec::new(), Epoch::Y1900);
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "workbookPr" => {
                    let date1904 = attribute(&tag, "date1904");
                    if matches!(date1904.as_deref(), Some("1" | "true" | "on")) {
                        epoch = Epoch::Y1904;
                    }
                }
                "sheet" if sheets.len() < SHEETS => {
                    // Its relation is in an attribute of the same name as other things have, with a prefix.
                    let id = attribute(&tag, "id").unwrap_or_default();
                    let Some(relation) = relations
                        .get(&*id)
                        .filter(|relation| relation.kind == "worksheet")
                    else {
                        continue;
                    };
                    sheets.push(SheetPart {
                        name: attribute(&tag, "name")
                            .map(|name| short(&name))
                            .unwrap_or_default(),
                        is_hidden: attribute(&tag, "state").is_some_and(|state| state.ends_with("idden")),
                        part: relation.target.clone(),
                    });
                }
                _ => {}
            },
            Event::Eof => return Ok((sheets, epoch)),
            _ => {}
        }
    }
}

fn styles(package: &mut Package, part: &str) -> Result<Vec<NumberForm>, ReadError> {
    let Some(part) = package.part(part)? else {
        return Ok(Vec::new());
    };
    let mut xml = Xml::new(part);
    let mut own: HashMap<u32, NumberForm> = HashMap::new();
    let mut styles = Vec::new();
    // Formats of cells stand in `cellXfs`; others are named and unnamed ones that those rest on.
    let mut of_cells = false;
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                match tag.local_name().as_ref() {
                    "cellXfs" => of_cells = true,
                    "numFmt" if own.len() < STYLES => {
                        let code = attribute(&tag, "formatCode").unwrap_or_default();
                        own.extend(id.map(|id| (id, NumberForm::of_code(&short(&code)))));
                    }
                    "xf" if of_cells => {
                        if styles.len() >= STYLES {
                            return Err(Refused::Inflated.into());
                        }
                        let form = |id| own.get(&id).copied().unwrap_or_else(|| NumberForm::built_in(id));
                        styles.push(id.map_or(NumberForm::Number, form));
                    }
                    _ => {}
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => return Ok(styles),
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_as_the_workbook_means_them() {
        assert_eq!(
            resolved("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolved("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("xl/a", "../../b/./c.xml"), "b/c.xml");
        assert_eq!(resolved("", "../../../etc/passwd"), "etc/passwd");
    }
}
