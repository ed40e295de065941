# shellcheck shell=bash
# Builds what was not given: the library as it is shipped, then the command.

# The RID of the system that this runs on.
host_rid() {
    case $("${RUSTC:-rustc}" -vV | sed -n 's/^host: //p') in
    x86_64-unknown-linux-gnu) echo linux-x64 ;;
    aarch64-unknown-linux-gnu) echo linux-arm64 ;;
    *) fail "packages can be built only on Linux with glibc; build elsewhere with cargo, and pass the files with --library and --command" ;;
    esac
}

can_build_for_windows() {
    [[ -x /usr/bin/cargo && -x /usr/bin/rustc && -d /usr/lib/rustlib/src/rust/library ]] &&
        command -v x86_64-w64-mingw32-gcc >/dev/null
}

# Builds for the RIDs that were asked for and have no file yet, and enters the files into `libraries` and `commands`.
build_missing() {
    local rid host
    if ((${#rids[@]} == 0 && ${#libraries[@]} == 0)); then
        rids=("$(host_rid)")
        if can_build_for_windows; then
            rids+=(win-x64)
        else
            echo "skipping win-x64: its tool chain is not installed; run packaging/build-windows --install" >&2
        fi
    fi
    for rid in "${rids[@]}"; do
        if [[ ${libraries[$rid]-} && ${commands[$rid]-} ]]; then
            continue
        fi
        case $rid in
        win-x64) build_for_windows ;;
        *)
            host=$(host_rid)
            [[ $rid == "$host" ]] || fail "$rid cannot be built on $host; pass it with --library $rid=FILE"
            build_here "$rid"
            ;;
        esac
    done
}

# In a folder of its own (--target): target/<profile> belongs to whoever works here.
build_here() {
    local rid=$1 target folder built=$work/built/$1 options=()
    target=$(rust_target "$rid")
    [[ $profile == dev ]] || options+=(--release)
    folder=${CARGO_TARGET_DIR:-target}/$target/$([[ $profile == dev ]] && echo debug || echo release)
    mkdir -p "$built"
    if [[ ! ${libraries[$rid]-} ]]; then
        run_cargo "$target" --package exoport --lib "${options[@]}"
        cp "$folder/$(library_name "$rid")" "$built/"
        libraries[$rid]=$built/$(library_name "$rid")
    fi
    if [[ ! ${commands[$rid]-} ]]; then
        run_cargo "$target" --package exoport-cli "${options[@]}"
        cp "$folder/$(command_name "$rid")" "$built/"
        commands[$rid]=$built/$(command_name "$rid")
    fi
}

run_cargo() {
    local target=$1
    shift
    # Messages of panics name source files: not where they lie on this machine. Debug information is not shipped.
    CARGO_PROFILE_DEV_DEBUG=false CARGO_ENCODED_RUSTFLAGS=$(printf '%s\x1f%s' \
        "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" "--remap-path-prefix=$root=/exoport") \
        "${CARGO:-cargo}" build --locked --target "$target" "$@" >&2
}

build_for_windows() {
    local folder=target/windows/debug options=()
    if [[ $profile == release ]]; then
        folder=target/windows/release
        options=(--release)
    fi
    local parts=()
    [[ ${libraries[win-x64]-} ]] || parts+=(library)
    [[ ${commands[win-x64]-} ]] || parts+=(command)
    packaging/build-windows "${options[@]}" "${parts[@]}" >&2
    : "${libraries[win-x64]:=$folder/library/exoport.dll}"
    : "${commands[win-x64]:=$folder/command/exoport.exe}"
}
