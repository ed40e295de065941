<#
.SYNOPSIS
Runs Watch-ExoPort and ends with an exit code, for Task Scheduler and other schedulers.

.DESCRIPTION
Takes the parameters of Watch-ExoPort, except -PassThru and -ProxyCredential, as on a command line: a list is one text with
commas. Writes each change as a line to standard output, and the reason for a failure to standard error.

The exit code is

    0   the confirmed result of every scenario is Pass or Warn
    1   the confirmed result of at least one scenario is Fail or Unknown
    2   usage error
    3   an error: the native library is missing, or the state or an output file cannot be read or written
    4   another watch is using the state

There is no param block: PowerShell would end with exit code 1 on an unknown parameter, before the first line runs.

.EXAMPLE
powershell.exe -NoProfile -File Watch-ExoPort.ps1 -Scenario SendMail,Outlook -Domain contoso.com -EventLog
#>

# Nothing that goes wrong may end with another exit code, nor with 0.
trap {
    [System.Console]::Error.WriteLine("Watch-ExoPort: $($_.Exception.Message)")
    exit 3
}
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

Import-Module -Name ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'ExoPort.psd1'))
$last = $null
try {
    Watch-ExoPort @args -PassThru | ForEach-Object {
        if ($_.PSObject.TypeNames[0] -eq 'ExoPort.WatchRound') { $last = $_; return }
        $what = @($_.Scenario; if ($_.Target) { "$($_.Target):$($_.Port)" }) -join ' '
        $at = $_.At.ToString('yyyy-MM-dd HH:mm:ss', [System.Globalization.CultureInfo]::InvariantCulture)
        [System.Console]::Out.WriteLine("$at $($_.Severity) $($_.Change) ${what}: $($_.Text)")
    }
}
catch {
    [System.Console]::Error.WriteLine("Watch-ExoPort: $($_.Exception.Message)")
    if ($_.FullyQualifiedErrorId -eq 'Busy,Watch-ExoPort') { exit 4 }
    $wrongUse = 'BadParameter,Watch-ExoPort', 'BadConfiguration,Watch-ExoPort'
    if ($wrongUse -contains $_.FullyQualifiedErrorId -or $_.Exception -is [System.Management.Automation.ParameterBindingException]) { exit 2 }
    exit 3
}
if (-not $last) {
    [System.Console]::Error.WriteLine('Watch-ExoPort: no round was completed')
    exit 3
}
if ($last.Verdict -eq 'Pass' -or $last.Verdict -eq 'Warn') { exit 0 }
exit 1
