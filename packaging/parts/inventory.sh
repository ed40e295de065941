# shellcheck shell=bash
# What is in what is shipped: license texts, bills of materials, checksums.

# The manifest of what a library or a command is built from.
manifest_of() {
    case $1 in
    library) echo Cargo.toml ;;
    command) echo crates/exoport-cli/Cargo.toml ;;
    esac
}

# The license texts of every crate in the library or the command on any system, and of what the compilers add.
# They take a minute to gather and follow from Cargo.lock, so the last ones are kept.
write_notices() {
    local file=$1 sources=(Cargo.lock Cargo.toml crates/*/Cargo.toml packaging/about.toml packaging/about.hbs packaging/notices-head.txt) kept
    kept=target/notices/$(cat "${sources[@]}" | sha256sum | cut -c 1-32).txt
    if [[ ! -s $kept ]]; then
        rm -rf target/notices
        mkdir -p target/notices
        echo "collecting license texts" >&2
        "${CARGO:-cargo}" fetch --locked >&2
        # The command has all that the library has.
        "${CARGO:-cargo}" about -L warn generate --frozen --fail \
            --manifest-path "$(manifest_of command)" --config packaging/about.toml \
            --output-file "$work/licenses.txt" packaging/about.hbs >&2
        cat packaging/notices-head.txt "$work/licenses.txt" >"$kept.$$"
        mv "$kept.$$" "$kept"
    fi
    cp "$kept" "$file"
}

# The crates that are linked in, "name version" a line: kind and RID.
linked_crates() {
    "${CARGO:-cargo}" tree --locked --edges normal --target "$(rust_target "$2")" --manifest-path "$(manifest_of "$1")" \
        --prefix none --format '{p}' | sed 's/^\([^ ]*\) v\([^ ]*\).*/\1 \2/' | sort -u
}

# A CycloneDX bill of materials for each library and command, into a folder.
write_boms() {
    local rid
    for rid in $(printf '%s\n' "${!libraries[@]}" | sort); do
        write_bom library "$rid" "${libraries[$rid]}" "$1/exoport-library-$version-$rid.cdx.json"
    done
    for rid in $(printf '%s\n' "${!commands[@]}" | sort); do
        write_bom command "$rid" "${commands[$rid]}" "$1/exoport-command-$version-$rid.cdx.json"
    done
}

# cargo-cyclonedx takes the features that cargo's resolver unites with those of build and test dependencies,
# and names this machine's folder: kept is what `cargo tree` says is linked, without that folder.
write_bom() {
    local kind=$1 rid=$2 file=$3 bom=$4 manifest name=exoport-bom-$$
    manifest=$(manifest_of "$kind")
    # It writes beside each Cargo.toml of the workspace and nowhere else.
    "${CARGO:-cargo}" cyclonedx -q --format json --spec-version 1.5 --no-build-deps \
        --target "$(rust_target "$rid")" --manifest-path "$manifest" --override-filename "$name"
    mv "$(dirname "$manifest")/$name.json" "$work/bom.json"
    rm -f "$name.json" crates/*/"$name.json"
    linked_crates "$kind" "$rid" >"$work/crates"
    jq --rawfile crates "$work/crates" --arg file "$(basename "$file")" \
        --arg hash "$(sha256sum <"$file" | cut -d ' ' -f 1)" --arg kind "$kind" \
        -f packaging/bom.jq "$work/bom.json" >"$bom"
}

# Of every file below a folder; `sha256sum --check SHA256SUMS` in that folder.
write_sums() {
    (
        cd "$1"
        find . -type f ! -name SHA256SUMS -printf '%P\n' | sort | tr '\n' '\0' | xargs -0 sha256sum >SHA256SUMS
    )
}
