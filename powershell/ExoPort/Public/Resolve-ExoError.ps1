function Resolve-ExoError {
    <#
    .SYNOPSIS
    Finds and explains the codes in bounce messages, SMTP replies and logs; reassesses results of ExoPort.

    .DESCRIPTION
    Resolve-ExoError takes the text of a bounce message (NDR), SMTP replies, lines of Exchange protocol logs, message
    tracking logs and message traces, or of postfix and exim logs. It finds reply codes and enhanced status codes, counts
    repeats, and returns one object for each code: its meaning, what to do and whose side has to act, with the source.

    If Exchange Online gives a code a meaning of its own, that meaning is shown with its source. Every other code has the
    meaning of the RFCs, and IsGeneric is then $true. If a line names the server that replied, and the server is not part
    of Exchange Online, the meaning is generic too, because other vendors use the same codes for other things.

    Objects are returned at the end of the input (with -Path, of each file), the most frequent first. Nothing is sent
    anywhere, and a file may be of any size. A text without a code returns only a warning.

    Results of Test-ExoPort, Test-ExoConnectivity and Test-ExoDomain are reassessed from the recorded evidence, without a
    network: this version of ExoPort judges what another site or another version recorded. They come from the
    pipeline, also after Import-Clixml, or as JSON: the property Json, or the output of exoport --json. For each, one
    object says whether the verdict is the same as recorded, and what differs.

    .PARAMETER Text
    The text. From the pipeline also ErrorRecords and exceptions; files (Get-ChildItem), which are read as with
    -Path; objects with properties such as RecipientStatus, Status, Detail, Data, LastError or DiagnosticCode, for
    example from Get-MessageTrackingLog, Get-MessageTraceDetail, Get-Queue and Import-Csv; and results of Test-ExoPort,
    Test-ExoConnectivity and Test-ExoDomain. A text that is the JSON of such a result is reassessed too; JSON
    over several lines must come as one text (Get-Content -Raw), or with -Path.

    .PARAMETER Path
    Files to search, or files of records and reports in JSON. Wildcards are allowed. UTF-8 and UTF-16 are read; other bytes
    are skipped.

    .INPUTS
    System.String
    Texts, also the lines of Get-Content.

    .INPUTS
    System.Management.Automation.PSObject
    ErrorRecords, exceptions, files, results of ExoPort, and objects with the properties listed under -Text.

    .OUTPUTS
    ExoPort.ErrorExplanation
    One for each code: Code (the reply code), EnhancedCode, Name, Count, Meaning, Remedy, Side, IsGeneric, IsTemporary, Source,
    Provenance, FirstLine, LastLine, FirstTime, LastTime, Path and Sample. FirstTime and LastTime are texts, as written in
    the line.

    .OUTPUTS
    ExoPort.Replay
    One for each record, for each scenario of a check, and for each domain: Kind (Probe, Scenario, Domain), Subject, Verdict,
    RecordedVerdict, IsSame (empty if no verdict was recorded), Differences, Side, Summary, Remedy, Findings, StartedAt,
    Path and Place.

    .EXAMPLE
    Resolve-ExoError '550 5.7.64 TenantAttribution; Relay Access Denied' | Format-List

    Explains one reply in full detail.

    .EXAMPLE
    Resolve-ExoError -Path bounce.eml

    Explains the codes in a bounce message.

    .EXAMPLE
    Get-ChildItem C:\Logs\SmtpSend\*.log | Resolve-ExoError | Where-Object IsTemporary -eq $false

    Searches the protocol logs of an Exchange server for permanent failures.

    .EXAMPLE
    Import-Csv trace.csv | Resolve-ExoError | Sort-Object Count -Descending | Select-Object -First 5

    The five most frequent codes of an exported message trace.

    .EXAMPLE
    try { Send-MailMessage -SmtpServer smtp.office365.com -To a@contoso.com -From b@contoso.com -Subject Test } catch { $_ | Resolve-ExoError }

    Explains why a mail could not be sent.

    .EXAMPLE
    Import-Clixml branch-office.xml | Resolve-ExoError | Where-Object IsSame -eq $false

    Reassesses results from another site, and shows those that this version judges differently.

    .EXAMPLE
    Resolve-ExoError -Path check.json | Format-List Subject, Verdict, RecordedVerdict, Differences, Remedy

    Reassesses a report written by exoport check --json.

    .LINK
    about_ExoPort

    .LINK
    Test-ExoPort
    #>
    [CmdletBinding(DefaultParameterSetName = 'Text')]
    [OutputType('ExoPort.ErrorExplanation', 'ExoPort.Replay')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'Text')]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [object[]] $Text,

        [Parameter(Mandatory, ParameterSetName = 'Path')]
        [string[]] $Path
    )

    begin {
        try {
            Initialize-ExoPortNative
        }
        catch [System.DllNotFoundException] {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $_.Exception.Message -ErrorId 'NativeLibrary' -Category 'ResourceUnavailable' -InnerException $_.Exception))
        }
        $search = New-ExoPortErrorSearch
        $given = $false
        # The results of one check share its report, which is judged once.
        $judged = $null
    }

    process {
        $files = [System.Collections.Generic.List[string]]::new()
        foreach ($pattern in $Path) {
            try {
                foreach ($file in $PSCmdlet.GetResolvedProviderPathFromPSPath($pattern, [ref] $null)) { $files.Add($file) }
            }
            catch [System.Management.Automation.ItemNotFoundException], [System.Management.Automation.DriveNotFoundException] {
                $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message "-Path '$pattern' was not found: $($_.Exception.Message)" -ErrorId 'BadPath' -TargetObject $pattern))
            }
        }
        if ($PSBoundParameters.ContainsKey('Text') -and -not $MyInvocation.ExpectingInput -and ($null -eq $Text -or $Text.Count -eq 0)) { $given = $true }
        foreach ($item in $Text) {
            if ($item -is [System.IO.FileInfo]) {
                $files.Add($item.FullName)
                continue
            }
            $record = Get-ExoPortReplayText -InputObject $item
            if ($record) {
                if ($record -ceq $judged) { continue }
                $replays = Read-ExoPortReplay -Text $record -Cmdlet $PSCmdlet
                if ($replays -isnot [bool]) {
                    $judged = $record
                    $replays
                    continue
                }
            }
            $given = $true
            foreach ($line in Get-ExoPortErrorText -InputObject $item) { $null = $search.Waiting.Append($line).Append("`n") }
            Search-ExoPortErrorText -Search $search
        }
        foreach ($file in $files) {
            $replays = Read-ExoPortReplay -Path $file -Cmdlet $PSCmdlet
            if ($replays -is [bool]) {
                Write-ExoPortErrorExplanation -Search (Read-ExoPortErrorFile -Path $file) -Cmdlet $PSCmdlet
            } else {
                $replays
            }
        }
    }

    end {
        if ($given) {
            Search-ExoPortErrorText -Search $search -All
            Write-ExoPortErrorExplanation -Search $search -Cmdlet $PSCmdlet
        }
    }
}
