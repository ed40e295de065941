function Get-ExoPortReplayText {
    <#
    The JSON of something that can be judged again: a result of Test-ExoPort, Test-ExoConnectivity or Test-ExoDomain, also one
    that came back from Import-Clixml or a job, or a text of such JSON. Nothing for anything else.
    #>
    param([object] $InputObject)

    if ($InputObject -is [string]) {
        # As the library tells records from logs, but for what takes long on a long text.
        if ($InputObject -match '^[\s\uFEFF]*[\{\[]' -and $InputObject.Contains('"schema"') -and ($InputObject.Contains('"duration_ms"') -or $InputObject.Contains('"kind"'))) {
            $InputObject
        }
        return
    }
    foreach ($name in $InputObject.PSObject.TypeNames) {
        if ($name -match '^(Deserialized\.)?ExoPort\.(ProbeResult|ConnectivityResult|DomainReport)$') {
            $InputObject.Json
            return
        }
    }
}
