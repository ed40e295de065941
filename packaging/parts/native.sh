# shellcheck shell=bash
# Runtime identifiers, and whether a native file is what it is said to be, by its header.

is_known_rid() {
    case $1 in
    linux-x64 | linux-arm64 | win-x64 | win-arm64 | win-x86 | osx-x64 | osx-arm64) ;;
    *) return 1 ;;
    esac
}

# The library's file name for a RID, as the module looks for it.
library_name() {
    case $1 in
    win-*) echo exoport.dll ;;
    osx-*) echo libexoport.dylib ;;
    *) echo libexoport.so ;;
    esac
}

command_name() {
    case $1 in
    win-*) echo exoport.exe ;;
    *) echo exoport ;;
    esac
}

# Rust's name for it, for the tools that look at dependencies.
rust_target() {
    case $1 in
    linux-x64) echo x86_64-unknown-linux-gnu ;;
    linux-arm64) echo aarch64-unknown-linux-gnu ;;
    win-x64) echo x86_64-pc-windows-gnu ;;
    win-arm64) echo aarch64-pc-windows-msvc ;;
    win-x86) echo i686-pc-windows-msvc ;;
    osx-x64) echo x86_64-apple-darwin ;;
    osx-arm64) echo aarch64-apple-darwin ;;
    esac
}

# Bytes of a file as a little-endian number in hexadecimal: file, offset, count. Nothing past its end.
number_at() {
    od -A n -t x1 -v -j "$2" -N "$3" "$1" 2>/dev/null | tr -s ' \n' '\n' | tac | tr -d '\n'
}

# What a file is: "linux-x64 library", "win-arm64 command" ... or what it is instead.
native_kind() {
    local file=$1 magic header machine kind=command
    magic=$(number_at "$file" 0 4)
    case $magic in
    464c457f) # ELF: e_type at 16 (2 executable, 3 shared), e_machine at 18; 64 bits, little-endian
        [[ "$(number_at "$file" 4 2)" == 0102 ]] || { echo "ELF, but not 64-bit"; return; }
        machine=$(number_at "$file" 18 2)
        # A program that can be loaded anywhere is "shared" too; it has an interpreter (PT_INTERP).
        if [[ "$(number_at "$file" 16 2)" == 0003 ]] && ! has_interpreter "$file"; then
            kind=library
        fi
        case $machine in
        003e) echo "linux-x64 $kind" ;;
        00b7) echo "linux-arm64 $kind" ;;
        *) echo "ELF for machine 0x$machine" ;;
        esac
        ;;
    ????5a4d) # PE: its header is where offset 0x3c says; Machine at 4, Characteristics (0x2000 DLL) at 22
        header=$((16#$(number_at "$file" 60 4)))
        [[ "$(number_at "$file" "$header" 4)" == 00004550 ]] || { echo "a DOS program"; return; }
        machine=$(number_at "$file" $((header + 4)) 2)
        if ((16#$(number_at "$file" $((header + 22)) 2) & 0x2000)); then
            kind=library
        fi
        case $machine in
        8664) echo "win-x64 $kind" ;;
        aa64) echo "win-arm64 $kind" ;;
        014c) echo "win-x86 $kind" ;;
        *) echo "PE for machine 0x$machine" ;;
        esac
        ;;
    feedfacf) # Mach-O of 64 bits: cputype at 4, filetype at 12 (2 executable, 6 dylib)
        machine=$(number_at "$file" 4 4)
        if [[ "$(number_at "$file" 12 4)" == 00000006 ]]; then
            kind=library
        fi
        case $machine in
        01000007) echo "osx-x64 $kind" ;;
        0100000c) echo "osx-arm64 $kind" ;;
        *) echo "Mach-O for processor 0x$machine" ;;
        esac
        ;;
    bebafeca) echo "a universal Mach-O file (extract one architecture with lipo -thin)" ;;
    *) echo "not a native library or program" ;;
    esac
}

# Whether an ELF file of 64 bits has PT_INTERP (3) among its program headers.
has_interpreter() {
    local file=$1 offset size count index
    offset=$((16#$(number_at "$file" 32 8)))
    size=$((16#$(number_at "$file" 54 2)))
    count=$((16#$(number_at "$file" 56 2)))
    for ((index = 0; index < count; index++)); do
        if [[ "$(number_at "$file" $((offset + index * size)) 4)" == 00000003 ]]; then
            return 0
        fi
    done
    return 1
}

# Refuses a file that is not a library (or command) for its RID.
check_native() {
    local wanted=$1 rid=$2 file=$3 kind
    kind=$(native_kind "$file")
    [[ $kind == "$rid $wanted" ]] || fail "$file is not a $wanted for $rid: it is $kind"
}
