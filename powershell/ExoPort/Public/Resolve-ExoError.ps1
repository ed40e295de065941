function Resolve-ExoError {
    <#
    .SYNOPSIS
    Finds the codes in bounce messages, SMTP replies and logs, and says what each means and what to do.

    .DESCRIPTION
    Resolve-ExoError takes the text of a bounce message (NDR), SMTP replies, lines of Exchange protocol logs, message
    tracking logs and message traces, or of postfix and exim logs. It finds reply codes and enhanced status codes, counts
    repeats, and gives one object for each code: its meaning, what to do and whose side has to act, with the source.

    What Exchange Online means by a code is told with its source. Every other code has the meaning of the RFCs, and
    IsGeneric is then $true. Where a line names the server that spoke, and it is none of Exchange Online's, the meaning
    is generic too, because servers of other makers use the same numbers for other things.

    Objects come at the end of the input (with -Path, of each file), the most frequent first. Nothing is sent anywhere,
    and a file may be of any size. A text without a code gives no object and a warning.

    .PARAMETER Text
    The text. From the pipeline also ErrorRecords and exceptions; files (Get-ChildItem), which are read as with
    -Path; and objects with properties such as RecipientStatus, Status, Detail, Data, LastError or DiagnosticCode, for
    example from Get-MessageTrackingLog, Get-MessageTraceDetail, Get-Queue and Import-Csv.

    .PARAMETER Path
    Files to search. Wildcards are allowed. UTF-8 and UTF-16 are read; other bytes are passed over.

    .INPUTS
    System.String
    Texts, also the lines of Get-Content.

    .INPUTS
    System.Management.Automation.PSObject
    ErrorRecords, exceptions, files, and objects with the properties that are named under -Text.

    .OUTPUTS
    ExoPort.ErrorExplanation
    One for each code: Code (the reply code), EnhancedCode, Name, Count, Meaning, Remedy, Side, IsGeneric, IsTemporary, Source,
    Confidence, FirstLine, LastLine, FirstTime, LastTime, Path and Sample. FirstTime and LastTime are texts as they stand in
    the line.

    .EXAMPLE
    Resolve-ExoError '550 5.7.64 TenantAttribution; Relay Access Denied' | Format-List

    Explains one reply with everything that is known about it.

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

    .LINK
    about_ExoPort

    .LINK
    Test-ExoPort
    #>
    [CmdletBinding(DefaultParameterSetName = 'Text')]
    [OutputType('ExoPort.ErrorExplanation')]
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
        if ($PSBoundParameters.ContainsKey('Text') -and -not $MyInvocation.ExpectingInput) { $given = $true }
        foreach ($item in $Text) {
            if ($item -is [System.IO.FileInfo]) {
                $files.Add($item.FullName)
                continue
            }
            $given = $true
            foreach ($line in Get-ExoPortErrorText -InputObject $item) { $null = $search.Waiting.Append($line).Append("`n") }
            Search-ExoPortErrorText -Search $search
        }
        foreach ($file in $files) {
            Write-ExoPortErrorExplanation -Search (Read-ExoPortErrorFile -Path $file) -Cmdlet $PSCmdlet
        }
    }

    end {
        if ($given) {
            Search-ExoPortErrorText -Search $search -All
            Write-ExoPortErrorExplanation -Search $search -Cmdlet $PSCmdlet
        }
    }
}
