function Read-ExoPortReplay {
    <#
    Judges the records and reports of a file or text again, page by page, and gives their replays as objects. What is wrong
    with one is an error and does not stop the others. $false when there is no record in it at all: it is a log then.
    #>
    param([string] $Path, [string] $Text, [System.Management.Automation.PSCmdlet] $Cmdlet)

    if ($Path) {
        $place = "'$Path'"
        $what = '"path":' + (ConvertTo-ExoPortJsonText -Text $Path)
    } else {
        $place = 'The record'
        $what = '"text":' + (ConvertTo-ExoPortJsonText -Text $Text)
        # The longest question that the library takes has 1048576 bytes.
        if ([System.Text.Encoding]::UTF8.GetByteCount($what) -gt 1000000) {
            $Cmdlet.WriteError((New-ExoPortErrorRecord -Message 'The record is too long for the pipeline. Write it to a file and use -Path.' -ErrorId 'TooLong' -Category 'LimitsExceeded'))
            return
        }
    }
    $next = [long] 0
    while ($null -ne $next) {
        $answer = Invoke-ExoPortQuery -Question ('{"query":"replay",' + $what + ',"from":' + $next.ToString([System.Globalization.CultureInfo]::InvariantCulture) + '}')
        if (-not $answer) {
            # With a path a log is looked at as well, and says itself what is wrong with the file.
            if ($Path) { return $false }
            $Cmdlet.WriteError((New-ExoPortErrorRecord -Message "$place cannot be reassessed: $(Get-ExoPortLastError)" -ErrorId 'BadRecord' -TargetObject $Text))
            return
        }
        if (-not $answer.records) { return $false }
        foreach ($entry in $answer.replays) {
            if ($entry.error) {
                $Cmdlet.WriteError((New-ExoPortErrorRecord -Message "$place, $($entry.place): $($entry.error)" -ErrorId 'BadRecord' -TargetObject $Path))
            } elseif ($entry.note) {
                $Cmdlet.WriteVerbose("$place, $($entry.place): $($entry.note)")
            } else {
                ConvertTo-ExoPortReplay -Replay $entry.replay -Place $entry.place -Path $Path
            }
        }
        $next = $answer.next
        if ($null -ne $next) { $next = [long] $next }
    }
}
