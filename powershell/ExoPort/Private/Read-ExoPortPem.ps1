function Read-ExoPortPem {
    <# The text of a PEM file; otherwise nothing, and in $Problem what is wrong with it. What is in it, the native library says. #>
    param([string] $Path, [string] $Parameter, [System.Collections.IList] $Problem)

    $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    if (-not [System.IO.File]::Exists($file)) {
        $null = $Problem.Add("-$Parameter '$file' does not exist. Give a file in PEM form.")
        return
    }
    try {
        # A certificate chain has a few kilobytes.
        if ([System.IO.FileInfo]::new($file).Length -gt 1MB) {
            $null = $Problem.Add("-$Parameter '$file' is longer than 1 MB. Give a file in PEM form.")
            return
        }
        [System.IO.File]::ReadAllText($file)
    }
    catch {
        $null = $Problem.Add("-$Parameter '$file' cannot be read: $($_.Exception.GetBaseException().Message)")
    }
}
