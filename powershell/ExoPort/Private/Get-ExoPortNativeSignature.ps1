function Get-ExoPortNativeSignature {
    <#
    The functions of include/exoport.h: name -> return type and parameter types. A test compares them
    with the header. Buffers are byte arrays (pinned for the call), results come by reference; there is
    no bool and no string, because both are marshalled differently on different platforms.
    #>
    $status = [int]
    $bytes = [byte[]]
    $length = [uint32]
    $lengthResult = [uint32].MakeByRefType()
    $run = [uint64]
    $text = @($bytes, $length, $lengthResult)

    [ordered]@{
        exoport_abi_version = @{ Return = [uint32]; Parameters = @() }
        exoport_version     = @{ Return = $status; Parameters = $text }
        exoport_status_name = @{ Return = $status; Parameters = @([int]) + $text }
        exoport_last_error  = @{ Return = $status; Parameters = $text }
        exoport_run_start   = @{ Return = $status; Parameters = @($bytes, $length, $run.MakeByRefType()) }
        exoport_run_push    = @{ Return = $status; Parameters = @($run, $bytes, $length, [uint32]) }
        exoport_run_finish  = @{ Return = $status; Parameters = @($run) }
        exoport_run_next    = @{ Return = $status; Parameters = @($run) + $text + @([uint32].MakeByRefType(), [uint32]) }
        exoport_run_cancel  = @{ Return = $status; Parameters = @($run) }
        exoport_run_close   = @{ Return = $status; Parameters = @($run) }
        exoport_query       = @{ Return = $status; Parameters = @($bytes, $length) + $text }
    }
}
