//! The modules of one target, with what each file takes from the others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{Visit, visit_item_mod, visit_path};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, Meta, UseTree, Visibility};

/// The path of a module in its target; empty for the root.
type ModulePath = Vec<String>;

/// The modules of a target: of a library, a program or a test.
#[derive(Default)]
pub(crate) struct ModuleTree {
    modules: BTreeMap<ModulePath, Module>,
}

#[derive(Default)]
struct Module {
    file: PathBuf,
    /// What `use` brings into the module: the name and the path it stands for.
    imports: BTreeMap<String, Vec<String>>,
    /// Paths whose names `use path::*` brings into the module.
    globs: Vec<Vec<String>>,
    /// The paths that the module's code names. Re-exports of names that the module itself does not use are not among them.
    named: BTreeSet<Vec<String>>,
}

impl ModuleTree {
    /// Reads a target from its root file. Code for tests inside a file is left out.
    pub(crate) fn read(root: &Path) -> Self {
        let mut tree = Self::default();
        let directory = root.parent().expect("a file has a directory").to_owned();
        tree.read_file(root, &[], &directory);
        tree
    }

    /// For each file, the files from which it takes names.
    pub(crate) fn edges(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let mut edges: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
        for (path, module) in &self.modules {
            let targets = edges.entry(&module.file).or_default();
            let owners = module.named.iter().filter_map(|named| self.owner(path, named, 0));
            targets.extend(owners.filter(|owner| *owner != module.file));
        }
        edges
    }

    fn read_file(&mut self, file: &Path, path: &[String], children: &Path) {
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.read_items(&syntax.items, file, path, children);
    }

    fn read_items(&mut self, items: &[Item], file: &Path, path: &[String], children: &Path) {
        let mut reader = ItemReader::default();
        for item in items {
            if !attributes(item).iter().any(is_for_tests) {
                reader.visit_item(item);
            }
        }
        let mut named = reader.named;
        let mut imports = BTreeMap::new();
        for (name, import) in reader.imports {
            if !import.is_public || reader.words.contains(&name) {
                named.insert(import.path.clone());
            }
            imports.insert(name, import.path);
        }
        named.extend(reader.private_globs.iter().cloned());
        let globs = reader.private_globs.into_iter().chain(reader.public_globs).collect();
        self.modules.insert(path.to_vec(), Module { file: file.to_owned(), imports, globs, named });
        for child in reader.children {
            let name = child.ident.to_string();
            let child_path: ModulePath = path.iter().cloned().chain([name.clone()]).collect();
            let below = children.join(&name);
            match &child.content {
                Some((_, items)) => self.read_items(items, file, &child_path, &below),
                None => {
                    let beside = children.join(format!("{name}.rs"));
                    let inside = below.join("mod.rs");
                    let file = path_attribute(&child.attrs).map(|name| children.join(name));
                    let file = file.or_else(|| [beside, inside].into_iter().find(|file| file.exists()));
                    let file = file.unwrap_or_else(|| panic!("no file for module {name} in {}", children.display()));
                    self.read_file(&file, &child_path, &below);
                }
            }
        }
    }

    /// The file that owns what a path in a module stands for; `None` for other crates.
    fn owner(&self, module: &[String], named: &[String], depth: usize) -> Option<&Path> {
        // A re-export of a re-export goes a few steps; more are a circle of globs.
        if depth > 8 {
            return None;
        }
        let (mut at, rest) = self.start(module, named)?;
        for (place, segment) in rest.iter().enumerate() {
            let child: ModulePath = at.iter().cloned().chain([segment.clone()]).collect();
            if self.modules.contains_key(&child) {
                at = child;
                continue;
            }
            let here = &self.modules[&at];
            if let Some(import) = here.imports.get(segment) {
                let through: Vec<String> = import.iter().chain(&rest[place + 1..]).cloned().collect();
                if through != named || at != module {
                    return self.owner(&at, &through, depth + 1).or(Some(&here.file));
                }
            }
            let through_glob = here.globs.iter().find_map(|glob| {
                let path: Vec<String> = glob.iter().chain(&rest[place..]).cloned().collect();
                let (start, rest) = self.start(&at, &path)?;
                let target = rest.iter().take(glob.len()).fold(start, |at, segment| {
                    let child: ModulePath = at.iter().cloned().chain([segment.clone()]).collect();
                    if self.modules.contains_key(&child) { child } else { at }
                });
                let owner = &self.modules[&target];
                owner.imports.contains_key(segment).then(|| self.owner(&at, &path, depth + 1)).flatten()
            });
            return through_glob.or(Some(&here.file));
        }
        Some(&self.modules[&at].file)
    }

    /// The module at which a path begins, and the rest of the path.
    fn start<'a>(&self, module: &[String], named: &'a [String]) -> Option<(ModulePath, &'a [String])> {
        let mut at = module.to_vec();
        match named.first()?.as_str() {
            "crate" => Some((Vec::new(), &named[1..])),
            "self" => Some((at, &named[1..])),
            "super" => {
                let ups = named.iter().take_while(|segment| *segment == "super").count();
                at.truncate(at.len().checked_sub(ups)?);
                Some((at, &named[ups..]))
            }
            first => {
                let child: ModulePath = at.iter().cloned().chain([first.to_owned()]).collect();
                if self.modules.contains_key(&child) {
                    return Some((at, named));
                }
                // A module that `use` has brought in.
                let import = self.modules[&at].imports.get(first)?;
                let inside = matches!(import.first()?.as_str(), "crate" | "self" | "super");
                (inside && named.len() > 1).then_some((at, named))
            }
        }
    }
}

struct Import {
    path: Vec<String>,
    is_public: bool,
}

/// What the items of one module name.
#[derive(Default)]
struct ItemReader {
    imports: BTreeMap<String, Import>,
    public_globs: Vec<Vec<String>>,
    private_globs: Vec<Vec<String>>,
    named: BTreeSet<Vec<String>>,
    /// All words of the module's code but those of its `use` lines.
    words: BTreeSet<String>,
    children: Vec<ItemMod>,
    depth: usize,
}

impl ItemReader {
    fn import(&mut self, tree: &UseTree, before: &[String], is_public: bool) {
        let with = |segment: String| before.iter().cloned().chain([segment]).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(path.ident.to_string()), is_public),
            UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().expect("a path before self").clone();
                self.imports.insert(last, Import { path: before.to_vec(), is_public });
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.imports.insert(name.clone(), Import { path: with(name), is_public });
            }
            UseTree::Rename(rename) => {
                let path = with(rename.ident.to_string());
                self.imports.insert(rename.rename.to_string(), Import { path, is_public });
            }
            UseTree::Glob(_) if is_public => self.public_globs.push(before.to_vec()),
            UseTree::Glob(_) => self.private_globs.push(before.to_vec()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, is_public)),
        }
    }

    /// Paths in the arguments of macros are seen as tokens only.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let word = ident.to_string();
                    self.words.insert(word.clone());
                    if colons != 2 {
                        self.name(std::mem::take(&mut path));
                    }
                    path.push(word);
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.name(std::mem::take(&mut path));
                    self.tokens(group.stream());
                }
                _ => self.name(std::mem::take(&mut path)),
            }
        }
        self.name(path);
    }

    fn name(&mut self, path: Vec<String>) {
        if path.len() > 1 {
            self.named.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for ItemReader {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        // `use ::name` is another crate.
        if item.leading_colon.is_some() {
            return;
        }
        // A `use` inside a function names what the function needs.
        let is_public = self.depth == 0 && !matches!(item.vis, Visibility::Inherited);
        self.import(&item.tree, &[], is_public);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if self.depth > 0 {
            visit_item_mod(self, item);
        } else if !item.attrs.iter().any(is_for_tests) {
            self.children.push(item.clone());
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.depth += 1;
        syn::visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.words.extend(segments.iter().cloned());
        if path.leading_colon.is_none() {
            self.name(segments);
        }
        visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.visit_path(&item.path);
        self.tokens(item.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    list.path.is_ident("cfg") && list.tokens.to_string() == "test"
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
        pair.path.is_ident("path").then(|| text.value())
    })
}
