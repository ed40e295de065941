# shellcheck shell=bash
# What a C programmer needs, one zip a system: header, library, import library, pkg-config, CMake, an example.

# Fills the template's @NAMES@: template, file.
fill() {
    local description
    description=$(sed -n 's/^description = "\(.*\)"$/\1/p' Cargo.toml)
    sed -e "s|@VERSION@|$version|g" -e "s|@MAJOR@|${version%%.*}|g" \
        -e "s|@MINOR@|$(cut -d . -f 2 <<<"$version")|g" -e "s|@DESCRIPTION@|${description//&/\\&}|g" \
        -e "s|@POINTER_BYTES@|$pointer_bytes|g" -e "s|@IMPORT_LIBRARY@|${import_library-}|g" "$1" >"$2"
}

# The import library beside a DLL: GNU's, Microsoft's, or nothing.
find_import_library() {
    local candidate
    for candidate in libexoport.dll.a exoport.dll.lib exoport.lib; do
        if [[ -f $(dirname "$1")/$candidate ]]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

# The functions that exoport.h declares.
declared_functions() {
    sed -n 's/^u\?int32_t \(exoport_[a-z_]*\)(.*/\1/p' include/exoport.h
}

make_development_zips() {
    local rid name folder source import_library pointer_bytes
    for rid in "${!libraries[@]}"; do
        source=${libraries[$rid]}
        import_library=
        pointer_bytes=8
        case $rid in
        # The name that a dylib has built in is that of the folder where it was made.
        osx-*) continue ;;
        win-*)
            import_library=$(find_import_library "$source")
            if [[ ! $import_library ]]; then
                echo "skipping exoport-dev for $rid: no import library beside $source" >&2
                continue
            fi
            ;;&
        win-x86) pointer_bytes=4 ;;
        esac
        name=exoport-dev-$version-$rid
        folder=$work/development-$rid/$name
        mkdir -p "$folder"/{include,lib/pkgconfig,lib/cmake/exoport,share/exoport/example}
        cp LICENSE "$work/THIRD-PARTY-NOTICES.txt" "$folder/"
        cp include/exoport.h "$folder/include/"
        if [[ $import_library ]]; then
            install -D -m 755 "$source" "$folder/bin/exoport.dll"
            install -m 644 "$(dirname "$source")/$import_library" "$folder/lib/"
            # For tool chains that want an import library of their own making (lib /def:, dlltool -d).
            { printf 'LIBRARY exoport.dll\nEXPORTS\n' && declared_functions | sed 's/^/    /'; } >"$folder/lib/exoport.def"
        else
            install -m 755 "$source" "$folder/lib/"
        fi
        fill packaging/development/exoport.pc.in "$folder/lib/pkgconfig/exoport.pc"
        fill packaging/development/exoportConfig.cmake.in "$folder/lib/cmake/exoport/exoportConfig.cmake"
        fill packaging/development/exoportConfigVersion.cmake.in "$folder/lib/cmake/exoport/exoportConfigVersion.cmake"
        fill packaging/development/CMakeLists.txt.in "$folder/share/exoport/example/CMakeLists.txt"
        cp crates/exoport-cli/tests/interop/c/client.c "$folder/share/exoport/example/"
        make_zip "$staging/$name.zip" "$work/development-$rid"
    done
}
