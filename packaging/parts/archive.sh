# shellcheck shell=bash
# Archives whose bytes follow from their contents: sorted, one time, fixed permissions, no owners.

# Gives all below a folder its final time and permissions.
settle() {
    find "$1" -type d -exec chmod 755 {} +
    find "$1" -type f ! -perm -100 -exec chmod 644 {} +
    find "$1" -type f -perm -100 -exec chmod 755 {} +
    find "$1" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
}

# A zip of what is in a folder.
make_zip() {
    local file=$1 folder=$2
    settle "$folder"
    # Without directory entries and extra fields. -nw: names as they are, [Content_Types].xml too.
    (cd "$folder" && find . -type f -printf '%P\n' | sort | zip -q -X -D -nw -9 "$file" -@)
}

make_tar() {
    local file=$1 folder=$2
    settle "$folder"
    (cd "$folder" && tar --create --format=ustar --sort=name --owner=0 --group=0 --numeric-owner \
        --mtime="@$SOURCE_DATE_EPOCH" -- *) | gzip -n -9 >"$file"
}

# The command alone, in the form that its system unpacks without help.
make_command_archives() {
    local rid name folder
    for rid in "${!commands[@]}"; do
        name=exoport-$version-$rid
        folder=$work/command-$rid
        mkdir -p "$folder/$name"
        cp LICENSE README.md CHANGELOG.md "$work/THIRD-PARTY-NOTICES.txt" "$folder/$name/"
        install -m 755 "${commands[$rid]}" "$folder/$name/$(command_name "$rid")"
        case $rid in
        win-*) make_zip "$staging/$name.zip" "$folder" ;;
        *) make_tar "$staging/$name.tar.gz" "$folder" ;;
        esac
    done
}
