function Read-ExoPortListenerEvent {
    <# One line of a listener (docs/listen.md): a visitor is given as an object, beginning and end are told. #>
    param([hashtable] $State, [string] $Json)

    $seen = ConvertFrom-ExoPortJson -Json $Json
    switch ($seen.kind) {
        'listen-started' {
            $State.Listening = $seen
            $addresses = $seen.addresses -join ', '
            Write-Verbose -Message "Listening on $addresses."
            # For those who want it in a transcript, or who let a port be chosen; not shown by default.
            Write-Information -MessageData "Listening on $addresses." -Tags 'ExoPort.Listening'
        }
        'visitor' {
            $State.Visitors++
            ConvertTo-ExoPortVisitor -Visitor $seen -Json $Json
        }
        'listen-ended' {
            if ($seen.reason -eq 'failed') { Write-Warning -Message "The listener stopped early: $($seen.detail)" }
            if ($seen.visitors -eq 0) { Write-Warning -Message 'No visitor connected: this proves nothing about port 25.' }
            if ($seen.refused -gt 0) { Write-Warning -Message "$($seen.refused) connections were refused because there were too many." }
        }
    }
}
