function Get-ExoPortLibraryKind {
    <#
    What a native library is for, by its header, as a runtime identifier: win-x64, linux-arm64 and so on; osx alone
    for a file with several architectures; $null for a file that is no library. Looked at before it is loaded, because
    the loader only says that a format is wrong, and of a 32-bit process not that the process is the odd one.
    #>
    param([string] $Path)

    $header = [byte[]]::new(4096)
    $stream = [System.IO.File]::Open($Path, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::ReadWrite)
    try { $length = $stream.Read($header, 0, $header.Length) } finally { $stream.Dispose() }
    if ($length -lt 64) { return $null }

    $architectures = @{}
    switch ([System.BitConverter]::ToUInt32($header, 0)) {
        # ELF: e_machine.
        0x464C457F {
            $system = 'linux'
            $machine = [System.BitConverter]::ToUInt16($header, 18)
            $architectures = @{ 3 = 'x86'; 40 = 'arm'; 62 = 'x64'; 183 = 'arm64' }
        }
        # Mach-O of 64 bits: cputype.
        0xFEEDFACFL {
            $system = 'osx'
            $machine = [System.BitConverter]::ToInt32($header, 4)
            $architectures = @{ 0x01000007 = 'x64'; 0x0100000C = 'arm64' }
        }
        # Mach-O with several architectures.
        0xBEBAFECAL { return 'osx' }
        default {
            # MZ, then PE where the field at 0x3c points to.
            if ([System.BitConverter]::ToUInt16($header, 0) -ne 0x5A4D) { return $null }
            $start = [System.BitConverter]::ToInt32($header, 0x3C)
            if ($start -lt 0 -or $start -gt $length - 6) { return $null }
            if ([System.BitConverter]::ToUInt32($header, $start) -ne 0x4550) { return $null }
            $system = 'win'
            $machine = [int] [System.BitConverter]::ToUInt16($header, $start + 4)
            $architectures = @{ 0x14C = 'x86'; 0x1C4 = 'arm'; 0x8664 = 'x64'; 0xAA64 = 'arm64' }
        }
    }
    $architecture = $architectures[[int] $machine]
    if (-not $architecture) { $architecture = 'machine-{0:x}' -f $machine }
    "$system-$architecture"
}
