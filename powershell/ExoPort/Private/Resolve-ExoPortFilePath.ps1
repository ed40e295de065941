function Resolve-ExoPortFilePath {
    <#
    A file's full path, from one that PowerShell understands: relative to its location, ~, or on a drive of its own. The file
    need not exist. Otherwise nothing, and in $Problem why not.
    #>
    param([string] $Path, [string] $Parameter, [System.Collections.IList] $Problem)

    if ($Path.Trim().Length -eq 0) {
        $null = $Problem.Add("-$Parameter is empty. Give a file.")
        return
    }
    $provider = $null
    $drive = $null
    try {
        $full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path, [ref] $provider, [ref] $drive)
    }
    catch {
        $null = $Problem.Add("-$Parameter '$(Limit-ExoPortText $Path)' is not a valid path: $($_.Exception.GetBaseException().Message)")
        return
    }
    if ($provider.Name -ne 'FileSystem') {
        $null = $Problem.Add("-$Parameter '$(Limit-ExoPortText $Path)' is in the $($provider.Name) provider. Give a file.")
        return
    }
    $full
}
