function Read-ExoPortErrorFile {
    <# Searches a file for codes without loading it; the search, in whose Problem stands why it could not be read. #>
    param([string] $Path)

    $search = New-ExoPortErrorSearch -Path $Path
    # Opening one fails with "access denied", which is not what is wrong.
    if ([System.IO.Directory]::Exists($Path)) {
        $search.Problem = 'it is a folder; give its files, for example: Get-ChildItem -File | Resolve-ExoError'
        return $search
    }
    try {
        # ReadWrite: the log of a service that is running.
        $stream = [System.IO.FileStream]::new($Path, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::ReadWrite)
        try {
            # Two bytes say whether the file is compressed, which the decoding would hide from the library.
            $first = $stream.ReadByte()
            $second = $stream.ReadByte()
            if (($first -eq 0x1f -and $second -eq 0x8b) -or ($first -eq 0x28 -and $second -eq 0xb5)) {
                $search.Problem = 'it is compressed; unpack it first'
                return $search
            }
            $stream.Position = 0
            $reader = [System.IO.StreamReader]::new($stream, [System.Text.Encoding]::UTF8, $true)
            $characters = [char[]]::new(65536)
            while (-not $search.Problem -and ($count = $reader.Read($characters, 0, $characters.Length)) -gt 0) {
                $null = $search.Waiting.Append($characters, 0, $count)
                Search-ExoPortErrorText -Search $search
            }
        }
        finally {
            $stream.Dispose()
        }
    }
    catch [System.IO.IOException], [System.UnauthorizedAccessException], [System.NotSupportedException] {
        $search.Problem = $_.Exception.GetBaseException().Message
    }
    # What could be read is searched whole, also when the rest could not.
    $problem = $search.Problem
    $search.Problem = $null
    Search-ExoPortErrorText -Search $search -All
    if ($problem) { $search.Problem = $problem }
    $search
}
