function Set-ExoPortTask {
    <# Makes a task from its definition, or replaces it. Throws when Windows does not take it. #>
    param([string] $TaskName, [string] $Xml, [hashtable] $Account)

    if (Test-ExoPortScheduledTasks) {
        $null = Register-ScheduledTask -TaskPath '\ExoPort\' -TaskName $TaskName -Xml $Xml -Force -ErrorAction Stop
        return
    }
    if (-not $Account.Service) {
        throw [System.InvalidOperationException]::new("a task for the account $($Account.Name) needs the ScheduledTasks cmdlets (Windows 8, Windows Server 2012 and later). Here, use LocalService, NetworkService or System.")
    }
    # schtasks takes a file. CreateNew: never one that is there already, whoever made it.
    $file = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "exoport-$([System.Guid]::NewGuid().ToString('N')).xml")
    try {
        $stream = [System.IO.File]::Open($file, [System.IO.FileMode]::CreateNew, [System.IO.FileAccess]::Write, [System.IO.FileShare]::None)
        $writer = [System.IO.StreamWriter]::new($stream, [System.Text.Encoding]::Unicode)
        try { $writer.Write($Xml) } finally { $writer.Dispose() }
        $result = Invoke-ExoPortSchtasks -Argument '/Create', '/TN', "\ExoPort\$TaskName", '/XML', $file, '/F'
    }
    finally { [System.IO.File]::Delete($file) }
    if ($result.ExitCode -ne 0) {
        throw [System.InvalidOperationException]::new("schtasks.exe ended with exit code $($result.ExitCode): $($result.Text)")
    }
}
