# shellcheck shell=bash
# The PowerShell module as a folder that can be copied anywhere.

manifest=powershell/ExoPort/ExoPort.psd1

# A value of the module's manifest that stands in one line in single quotes.
manifest_value() {
    sed -n "s/^ *$1 *= '\(.*\)'\$/\1/p" "$manifest" | sed "s/''/'/g"
}

# The texts of a list in the manifest, one a line: name. One line or several, in single quotes.
manifest_list() {
    awk -v "start=^ *$1 *= @\\\\(" '$0 ~ start { inside = 1 } inside; inside && /\)/ { exit }' "$manifest" |
        grep --only-matching "'[^']*'" | tr -d "'"
}

make_module() {
    local folder=$1 rid
    [[ "$(manifest_value ModuleVersion)" == "$version" ]] ||
        fail "$manifest has version $(manifest_value ModuleVersion), Cargo.toml $version"
    packaging/build-module "$folder"
    cp LICENSE "$work/THIRD-PARTY-NOTICES.txt" "$folder/"
    for rid in "${!libraries[@]}"; do
        install -D -m 644 "${libraries[$rid]}" "$folder/runtimes/$rid/native/$(library_name "$rid")"
    done
}
